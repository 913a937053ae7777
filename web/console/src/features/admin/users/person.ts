/** An operator as the table shows him or her: the account, and what the desk hears of it live. */
import type { AwayReason, Operator, Shown } from '@hovorna/shared/contract';
import type { GroupSettings, User } from '../contract.ts';

export interface Person {
  user: User;
  groups: GroupSettings[];
  shown: Shown;
  /** Why away, if that was chosen. */
  away: AwayReason | null;
  /** The chat limit that holds; null where nobody can say. */
  chatLimit: number | null;
  /** Conversations now. */
  active: number;
}

export function peopleOf(
  users: readonly User[],
  groups: readonly GroupSettings[],
  operators: readonly Operator[],
): Person[] {
  const live = new Map(operators.map((it) => [it.id, it]));
  return users.map((user) => {
    const operator = user.deactivated_at === null ? live.get(user.id) : undefined;
    return {
      user,
      groups: groups.filter((group) => user.groups.includes(group.id)),
      shown: operator?.shown ?? user.shown,
      away: operator?.away_reason ?? null,
      chatLimit: operator?.chat_limit ?? user.chat_limit,
      active: operator?.active ?? 0,
    };
  });
}

/** Found by name or address, without regard to case and diacritics. */
export function matches(user: User, query: string): boolean {
  const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain(`${user.name} ${user.email}`).includes(plain(query.trim()));
}
