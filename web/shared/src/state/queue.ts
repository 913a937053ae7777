/** The waiting queue's order, the same as the server's. */
import type { Conversation } from '../contract.ts';

/** Higher priority first, then who has waited longer; the id settles equal moments. */
export function byPlace(a: Conversation, b: Conversation): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  const waited = Date.parse(a.queued_at) - Date.parse(b.queued_at);
  if (waited !== 0) return waited;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
