/** A page or number of an outside messenger while an administrator types. Secrets are never told: empty means as it is. */
import type {
  ChangeChannel,
  Channel,
  ChannelField,
  Destination,
  NewChannel,
  Rule,
  TargetId,
} from '../contract.ts';
import type { FieldCode } from '../failure.ts';
import { wrongRules } from '../widgets/routing/rules.ts';

export const NAME_MOST = 100;
export const SETTING_MOST = 1000;

type Otherwise = Exclude<Destination, { kind: 'last_operator' }>;

export interface ChannelDraft {
  name: string;
  /** Whom its clients are directed to where no rule holds. */
  otherwise: Otherwise;
  /** Every setting by its key; a secret that is stored is empty until another one is entered. */
  settings: Record<string, string>;
  routing: Rule[];
}

/** A new one, directed to the first group there is. */
export function emptyDraft(fields: readonly ChannelField[], group: string): ChannelDraft {
  return {
    name: '',
    otherwise: { kind: 'group', id: group },
    settings: Object.fromEntries(fields.map(({ key }) => [key, ''])),
    routing: [],
  };
}

export function draftOf(channel: Channel, fields: readonly ChannelField[]): ChannelDraft {
  const { target } = channel;
  return {
    name: channel.name,
    otherwise:
      'group' in target
        ? { kind: 'group', id: target.group.id }
        : { kind: 'operator', id: target.operator.id },
    settings: Object.fromEntries(fields.map(({ key }) => [key, channel.settings[key] ?? ''])),
    // Its own copy: what is typed is not saved yet.
    routing: structuredClone(channel.routing),
  };
}

/** What cannot be kept, by the server's names; `stored`: the secrets that are there. */
export function wrongIn(
  draft: ChannelDraft,
  fields: readonly ChannelField[],
  stored: readonly string[],
): Record<string, FieldCode> {
  const wrong: Record<string, FieldCode> = {};
  const name = draft.name.trim();
  if (name === '') wrong.name = 'required';
  else if (name.length > NAME_MOST) wrong.name = 'too-long';
  if (draft.otherwise.id === '') wrong.target = 'required';
  for (const { key, required, secret } of fields) {
    const value = draft.settings[key]?.trim() ?? '';
    const isThere = value !== '' || (secret && stored.includes(key));
    if (required && !isThere) wrong[key] = 'required';
    else if (value.length > SETTING_MOST) wrong[key] = 'too-long';
  }
  if (wrongRules(draft.routing).length > 0) wrong.routing = 'malformed';
  return wrong;
}

export function targetOf({ kind, id }: Otherwise): TargetId {
  return kind === 'group' ? { group: id } : { operator: id };
}

export function newOf(draft: ChannelDraft, kind: NewChannel['kind']): NewChannel {
  return {
    kind,
    name: draft.name.trim(),
    target: targetOf(draft.otherwise),
    // What is left empty is left out: the server makes a verify token itself.
    settings: Object.fromEntries(
      Object.entries(draft.settings)
        .map(([key, value]) => [key, value.trim()] as const)
        .filter(([, value]) => value !== ''),
    ),
    routing: draft.routing,
  };
}

/** What is another than it was: what somebody else changed meanwhile stays. */
export function changeOf(draft: ChannelDraft, was: ChannelDraft): ChangeChannel {
  const isOther = (part: (of: ChannelDraft) => unknown) =>
    JSON.stringify(part(draft)) !== JSON.stringify(part(was));
  const keys = Object.keys(draft.settings).filter((key) => isOther((of) => of.settings[key]));
  return {
    ...(isOther((of) => of.name) ? { name: draft.name.trim() } : {}),
    ...(isOther((of) => of.otherwise) ? { target: targetOf(draft.otherwise) } : {}),
    ...(keys.length > 0
      ? { settings: Object.fromEntries(keys.map((key) => [key, draft.settings[key]!.trim()])) }
      : {}),
    ...(isOther((of) => of.routing) ? { routing: draft.routing } : {}),
  };
}
