/** An operator while an administrator types: what is typed, what is wrong with it, what is sent. */
import type { Invite, Role, User, UserDetails } from '../contract.ts';
import type { FieldCode } from '../failure.ts';
import { CHAT_LIMIT, wholeNumber } from '../numbers.ts';
import type { Overrides } from './permissions.ts';

export const NAME_MOST = 100;
export const PASSWORD_FEWEST = 10;

export interface UserDraft {
  name: string;
  email: string;
  role: Role;
  permissions: Overrides;
  groups: string[];
  chatLimit: string;
  /** Only of a new operator; empty keeps the present one. */
  password: string;
}

export function draftOf(user: User): UserDraft {
  return {
    name: user.name,
    email: user.email,
    role: user.role,
    permissions: { ...user.permissions },
    groups: [...user.groups],
    chatLimit: user.chat_limit?.toString() ?? '',
    password: '',
  };
}

export function emptyDraft(groups: string[]): UserDraft {
  return {
    name: '',
    email: '',
    role: 'operator',
    permissions: {},
    groups,
    chatLimit: '',
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
  const { email, name, role, permissions, chat_limit, groups } = detailsOf(draft);
  return { email, role, permissions, chat_limit, groups, name: name === '' ? undefined : name };
}

export function detailsOf(draft: UserDraft): UserDetails {
  return {
    name: draft.name.trim(),
    email: draft.email.trim(),
    role: draft.role,
    permissions: draft.permissions,
    groups: draft.groups,
    chat_limit: wholeNumber(draft.chatLimit, CHAT_LIMIT) ?? undefined,
    password: draft.password === '' ? undefined : draft.password,
  };
}
