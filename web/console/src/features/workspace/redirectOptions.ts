/** Where a conversation can be redirected, as a list to choose from. */
import type {
  Entry,
  GroupTarget,
  OperatorTarget,
  TargetId,
  Targets,
} from '@hovorna/shared/contract';
import { m } from '@hovorna/shared/words';
import type { PresenceShape } from '@hovorna/shared/ui';
import { openingWords } from '../hours/openingWords.ts';
import { awayWords } from '../desk/awayWords.ts';

export interface RedirectOption {
  key: string;
  name: string;
  target: TargetId;
  /** Under the name. */
  facts: string;
  /** At the end of the row: load or queue. */
  load: string;
  presence: PresenceShape | null;
  /** Why it cannot be chosen, or null. */
  unavailable: string | null;
}

export function groupOptions({ groups }: Targets): RedirectOption[] {
  return groups.map(groupOption);
}

/** How the client came in. */
export interface CameBy {
  entry: Entry;
  /** What it is called. */
  name: string;
}

/** With how the client came in: whoever may not take clients of it cannot be chosen. */
export function operatorOptions(
  { operators, groups }: Targets,
  me: string,
  by?: CameBy,
): RedirectOption[] {
  const names = new Map(groups.map((group) => [group.id, group.name]));
  const options = operators
    .filter(({ operator }) => operator.id !== me)
    .map((it) => operatorOption(it, names, by));
  // Who knows the client comes first, as the server says; who cannot be chosen, last.
  return [
    ...options.filter((it) => it.unavailable === null),
    ...options.filter((it) => it.unavailable !== null),
  ];
}

/** Without regard to case and accents: "novak" finds "Nováková". */
export function matching(options: RedirectOption[], typed: string): RedirectOption[] {
  const wanted = plain(typed.trim());
  return options.filter((option) => plain(`${option.name} ${option.facts}`).includes(wanted));
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function groupOption(group: GroupTarget): RedirectOption {
  const present = group.available + group.busy + group.away;
  return {
    key: group.id,
    name: group.name,
    target: { group: group.id },
    facts: [
      group.opening.open ? null : openingWords(group.opening),
      m.console_group_counts({
        available: group.available,
        busy: group.busy,
        away: group.away,
      }),
    ]
      .filter(Boolean)
      .join(' · '),
    load: m.console_group_waiting({ count: group.waiting }),
    presence: null,
    unavailable: present === 0 ? m.console_group_nobody() : null,
  };
}

function loadOf(
  { shown, away_reason, active, chat_limit, entries_off }: OperatorTarget['operator'],
  by: CameBy | undefined,
): string {
  if (shown === 'offline') return '';
  if (shown !== 'away' && by !== undefined && entries_off.includes(by.entry))
    return m.console_target_entry_off({ entry: by.name });
  return shown === 'away'
    ? awayWords(away_reason)
    : m.console_of({ count: active, limit: chat_limit });
}

function unavailable(
  { shown, entries_barred }: OperatorTarget['operator'],
  by: CameBy | undefined,
): string | null {
  if (shown === 'offline') return m.console_operator_offline();
  return by !== undefined && entries_barred.includes(by.entry)
    ? m.console_target_entry({ entry: by.name })
    : null;
}

function operatorOption(
  { operator, knows_client }: OperatorTarget,
  groupNames: ReadonlyMap<string, string>,
  by: CameBy | undefined,
): RedirectOption {
  const groups = operator.groups
    .map((id) => groupNames.get(id))
    .filter(Boolean)
    .join(', ');
  return {
    key: operator.id,
    name: operator.name,
    target: { operator: operator.id },
    facts: [groups, knows_client ? m.console_knows_client() : null].filter(Boolean).join(' · '),
    load: loadOf(operator, by),
    presence: operator.shown,
    unavailable: unavailable(operator, by),
  };
}
