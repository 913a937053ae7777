/** How long each page was open. */
import type { Conversation, PageView } from '@hovorna/shared/contract';

/** Across a pause longer than this nothing is known. */
const LONGEST_STAY_MS = 30 * 60_000;

/** When the client was last known to be on the newest page; null: the client is there now. */
export function goneSince(conversation: Conversation): string | null {
  return conversation.state === 'ended' ? conversation.ended_at : conversation.client_left_at;
}

/**
 * Milliseconds per page, newest page first: until the next one was opened, or the client left.
 * Null where that is not known. On the page where the client is now the time has no limit.
 */
export function stays(
  pages: readonly PageView[],
  gone: string | null,
  now: number,
): (number | null)[] {
  return pages.map((page, index) => {
    const next = pages[index - 1];
    if (next === undefined && gone === null) return Math.max(0, now - Date.parse(page.at));
    const until = next?.at ?? gone;
    const ms = until === null ? -1 : Date.parse(until) - Date.parse(page.at);
    return ms >= 0 && ms < LONGEST_STAY_MS ? ms : null;
  });
}
