/** The mail server's settings while an administrator types. */
import type { MailSecurity, MailServer, MailServerDetails } from '../contract.ts';
import type { FieldCode } from '../failure.ts';
import { wholeNumber } from '../numbers.ts';

export const FROM_NAME_MOST = 100;
const PORTS = { from: 1, to: 65_535 };
/** Where such a server mostly listens. */
const USUAL: Record<MailSecurity, string> = { starttls: '587', tls: '465', none: '25' };

export interface MailDraft {
  host: string;
  port: string;
  security: MailSecurity;
  user: string;
  /** Empty: the kept one, if it is for the same server and user. */
  password: string;
  fromAddress: string;
  fromName: string;
  language: string;
  authority: string;
}

export function draftOf(server: MailServer | null, company: string, language: string): MailDraft {
  return {
    host: server?.host ?? '',
    port: String(server?.port ?? USUAL.starttls),
    security: server?.security ?? 'starttls',
    user: server?.user ?? '',
    password: '',
    fromAddress: server?.from_address ?? '',
    fromName: server?.from_name ?? company,
    language: server?.language ?? language,
    authority: server?.authority ?? '',
  };
}

/** The port goes along with the protection, unless somebody typed one of their own. */
export function protectedBy(draft: MailDraft, security: MailSecurity): MailDraft {
  const usual = Object.values(USUAL).includes(draft.port.trim());
  return { ...draft, security, port: usual ? USUAL[security] : draft.port };
}

/** Whether the kept password goes with what is typed: it is told to no other server, and for no other user. */
export function keepsPassword(draft: MailDraft, server: MailServer | null): boolean {
  return (
    server !== null &&
    server.has_password &&
    server.host === draft.host.trim().toLowerCase() &&
    String(server.port) === draft.port.trim() &&
    server.user === draft.user.trim()
  );
}

export function wrongIn(draft: MailDraft, server: MailServer | null): Record<string, FieldCode> {
  const wrong: Record<string, FieldCode> = {};
  if (draft.host.trim() === '') wrong.host = 'required';
  const port = wholeNumber(draft.port, PORTS);
  if (port === null || Number.isNaN(port)) wrong.port = 'out-of-range';
  if (draft.fromAddress.trim() === '') wrong.from_address = 'required';
  if (draft.fromName.trim().length > FROM_NAME_MOST) wrong.from_name = 'too-long';
  if (draft.user.trim() !== '' && draft.password === '' && !keepsPassword(draft, server))
    wrong.password = 'required';
  return wrong;
}

/** Only of a draft with nothing wrong. */
export function detailsOf(draft: MailDraft): MailServerDetails {
  const filled = (text: string) => (text.trim() === '' ? undefined : text.trim());
  return {
    host: draft.host.trim(),
    port: wholeNumber(draft.port, PORTS) ?? 0,
    security: draft.security,
    user: filled(draft.user),
    password: draft.password === '' ? undefined : draft.password,
    from_address: draft.fromAddress.trim(),
    from_name: draft.fromName.trim(),
    language: draft.language,
    authority: filled(draft.authority),
  };
}
