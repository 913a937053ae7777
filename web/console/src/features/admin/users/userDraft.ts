/** An operator while an administrator types: what is typed, what is wrong with it, what is sent. */
import type { Entry, Invite, Role, User, UserDetails } from '../contract.ts';
import type { FieldCode } from '../failure.ts';
import { CHAT_LIMIT, wholeNumber } from '../numbers.ts';
import type { Overrides } from './permissions.ts';

export const NAME_MOST = 100;
export const PASSWORD_FEWEST = 10;

export interface UserDraft {
  name: string;
  /** What clients see instead of the name; empty: the name. */
  publicName: string;
  email: string;
  role: Role;
  permissions: Overrides;
  groups: string[];
  chatLimit: string;
  entriesBarred: Entry[];
  /** Only of a new operator; empty keeps the present one. */
  password: string;
}

export function draftOf(user: User): UserDraft {
  return {
    name: user.name,
    publicName: user.public_name ?? '',
    email: user.email,
    role: user.role,
    permissions: { ...user.permissions },
    groups: [...user.groups],
    chatLimit: user.chat_limit?.toString() ?? '',
    entriesBarred: [...user.entries_barred],
    password: '',
  };
}

export function emptyDraft(groups: string[]): UserDraft {
  return {
    name: '',
    publicName: '',
    email: '',
    role: 'operator',
    permissions: {},
    groups,
    chatLimit: '',
    entriesBarred: [],
    password: '',
  };
}

/** Whom a draft is about decides what it must have: who is invited says name and password. */
export type Whom = 'new' | 'invited' | 'present';

export function wrongIn(draft: UserDraft, whom: Whom): Record<string, FieldCode> {
  const wrong: Record<string, FieldCode> = {};
  const name = draft.name.trim();
  if (name === '' && whom !== 'invited') wrong.name = 'required';
  else if (name.length > NAME_MOST) wrong.name = 'too-long';
  if (draft.publicName.trim().length > NAME_MOST) wrong.public_name = 'too-long';
  const email = draft.email.trim();
  if (email === '') wrong.email = 'required';
  else if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email) || email.length > 254)
    wrong.email = 'malformed';
  if (Number.isNaN(wholeNumber(draft.chatLimit, CHAT_LIMIT))) wrong.chat_limit = 'out-of-range';
  if (draft.password === '' && whom === 'new') wrong.password = 'required';
  else if (draft.password !== '' && draft.password.length < PASSWORD_FEWEST)
    wrong.password = 'too-short';
  return wrong;
}

export function inviteOf(draft: UserDraft): Invite {
  const { email, name, role, permissions, chat_limit, groups, entries_barred } = detailsOf(draft);
  const given = { email, role, permissions, chat_limit, groups, entries_barred };
  return { ...given, name: name === '' ? undefined : name };
}

export function detailsOf(draft: UserDraft): UserDetails {
  return {
    name: draft.name.trim(),
    public_name: draft.publicName.trim() || undefined,
    email: draft.email.trim(),
    role: draft.role,
    permissions: draft.permissions,
    groups: draft.groups,
    entries_barred: draft.entriesBarred,
    chat_limit: wholeNumber(draft.chatLimit, CHAT_LIMIT) ?? undefined,
    password: draft.password === '' ? undefined : draft.password,
  };
}
