/** Bans in words. */
import { moment } from '@hovorna/shared/ui/time.ts';
import { m } from '@hovorna/shared/words';
import type { Span } from './ends.ts';

export const SPAN_NAMES: Record<Span, () => string> = {
  hour: m.console_ban_hour,
  day: m.console_ban_day,
  week: m.console_ban_week,
  month: m.console_ban_month,
  ever: m.console_ban_ever,
  date: m.console_ban_date,
};

/** "until 27 November 2026 at 10:20", "for good". */
export const untilWords = (until: string | null): string =>
  until === null ? m.console_ban_for_ever() : m.console_ban_until({ moment: moment(until) });
