/** Where a conversation can be redirected, as a list to choose from. */
import type { GroupTarget, OperatorTarget, TargetId, Targets } from '@hovorna/shared/contract';
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

export function operatorOptions({ operators, groups }: Targets, me: string): RedirectOption[] {
  const names = new Map(groups.map((group) => [group.id, group.name]));
  const options = operators
    .filter(({ operator }) => operator.id !== me)
    .map((it) => operatorOption(it, names));
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

function loadOf({ shown, away_reason, active, chat_limit }: OperatorTarget['operator']): string {
  if (shown === 'offline') return '';
  return shown === 'away'
    ? awayWords(away_reason)
    : m.console_of({ count: active, limit: chat_limit });
}

function operatorOption(
  { operator, knows_client }: OperatorTarget,
  groupNames: ReadonlyMap<string, string>,
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
    load: loadOf(operator),
    presence: operator.shown,
    unavailable: operator.shown === 'offline' ? m.console_operator_offline() : null,
  };
}
