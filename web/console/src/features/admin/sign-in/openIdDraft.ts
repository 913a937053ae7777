/** The OpenID Connect provider while an administrator types. */
import type { OpenId, OpenIdDetails, Role } from '../contract.ts';
import type { FieldCode } from '../failure.ts';

export const NAME_MOST = 60;
export const DOMAINS_MOST = 50;

export interface OpenIdDraft {
  on: boolean;
  name: string;
  issuer: string;
  clientId: string;
  /** Empty: the kept one, if it is for the same issuer and client. */
  secret: string;
  trustsAddresses: boolean;
  makesUsers: boolean;
  role: Role;
  groups: string[];
  /** Divided by commas. */
  domains: string;
  passwords: boolean;
}

export function draftOf(provider: OpenId | null): OpenIdDraft {
  return {
    on: provider?.on ?? false,
    name: provider?.name ?? '',
    issuer: provider?.issuer ?? '',
    clientId: provider?.client_id ?? '',
    secret: '',
    trustsAddresses: provider?.trusts_addresses ?? false,
    makesUsers: provider !== null && provider.newcomers !== null,
    role: provider?.newcomers?.role ?? 'operator',
    groups: provider?.newcomers?.groups ?? [],
    domains: (provider?.newcomers?.domains ?? []).join(', '),
    passwords: provider?.passwords ?? true,
  };
}

/** Whether the kept secret goes with what is typed: it is told to no other provider, and for no other client. */
export function keepsSecret(draft: OpenIdDraft, provider: OpenId | null): boolean {
  return (
    provider !== null &&
    provider.has_secret &&
    provider.issuer === draft.issuer.trim() &&
    provider.client_id === draft.clientId.trim()
  );
}

const domainsOf = (draft: OpenIdDraft) =>
  draft.domains
    .split(/[\s,;]+/)
    .map((it) => it.replace(/^@/, '').toLowerCase())
    .filter((it) => it !== '');

export function wrongIn(draft: OpenIdDraft, provider: OpenId | null): Record<string, FieldCode> {
  const wrong: Record<string, FieldCode> = {};
  if (draft.name.trim() === '') wrong.name = 'required';
  else if (draft.name.trim().length > NAME_MOST) wrong.name = 'too-long';
  if (draft.issuer.trim() === '') wrong.issuer = 'required';
  if (draft.clientId.trim() === '') wrong.client_id = 'required';
  if (draft.secret.trim() === '' && !keepsSecret(draft, provider)) wrong.client_secret = 'required';
  if (draft.makesUsers) {
    const domains = domainsOf(draft);
    if (domains.length === 0) wrong.domains = 'required';
    else if (domains.length > DOMAINS_MOST) wrong.domains = 'malformed';
  }
  return wrong;
}

/** Only of a draft with nothing wrong. */
export function detailsOf(draft: OpenIdDraft): OpenIdDetails {
  const { role, groups } = draft;
  return {
    on: draft.on,
    name: draft.name.trim(),
    issuer: draft.issuer.trim(),
    client_id: draft.clientId.trim(),
    client_secret: draft.secret.trim() === '' ? undefined : draft.secret.trim(),
    trusts_addresses: draft.trustsAddresses,
    newcomers: draft.makesUsers ? { role, groups, domains: domainsOf(draft) } : undefined,
    passwords: draft.passwords,
  };
}
