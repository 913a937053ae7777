/** When a message was sent, where that is not when it came. */
import type { MessageEvent } from '@hovorna/shared/state';
import { sameDay, shortDay, timeOfDay } from '@hovorna/shared/ui/time.ts';
import { m } from '@hovorna/shared/words';

/** What takes longer is worth a word, in milliseconds. */
const LATE = 60_000;

export function isLate({ at, sent_at }: Pick<MessageEvent, 'at' | 'sent_at'>): boolean {
  return sent_at !== null && Math.abs(Date.parse(at) - Date.parse(sent_at)) > LATE;
}

/** "Sent 9:41", with the day when it is another one; null: at once. */
export function sentWords(event: Pick<MessageEvent, 'at' | 'sent_at'>): string | null {
  const { at, sent_at } = event;
  if (sent_at === null || !isLate(event)) return null;
  const time = timeOfDay(sent_at);
  if (sameDay(new Date(sent_at), new Date(at))) return m.console_sent_at({ time });
  return m.console_sent_on({ day: shortDay(sent_at, Date.parse(at)), time });
}
