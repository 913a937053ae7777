/** Whether I can accept a client now, and if not, why: told before the button is pressed. */
import type { Conversation, Operator } from '../contract.ts';

export type Block = { code: 'limit-reached'; limit: number };

/** Every entry there is takes one slot. */
export function blockOf(
  _conversation: Conversation,
  mine: readonly Conversation[],
  me: Operator | undefined,
): Block | null {
  const limit = me?.chat_limit ?? Infinity;
  return mine.length >= limit ? { code: 'limit-reached', limit } : null;
}
