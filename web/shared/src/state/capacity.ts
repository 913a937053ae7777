/** Whether I can accept a client now, and if not, why: told before the button is pressed. */
import type { Conversation, Entry, Operator } from '../contract.ts';

export type Block = { code: 'limit-reached'; limit: number } | { code: 'entry-barred' };

/** Whether clients of this entry are offered to me: it is mine to take, and not switched off. */
export function takes(me: Operator | undefined, entry: Entry): boolean {
  return me !== undefined && ![...me.entries_barred, ...me.entries_off].includes(entry);
}

/** Every entry there is takes one slot. */
export function blockOf(
  conversation: Conversation,
  mine: readonly Conversation[],
  me: Operator | undefined,
): Block | null {
  // Who is asked into a talk of a colleague may come, whatever the client came by.
  if (conversation.state === 'waiting' && me?.entries_barred.includes(conversation.entry))
    return { code: 'entry-barred' };
  const limit = me?.chat_limit ?? Infinity;
  return mine.length >= limit ? { code: 'limit-reached', limit } : null;
}
