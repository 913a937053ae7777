/** When a ban ends: the spans that are offered, and a day of one's own. */
export const SPANS = ['hour', 'day', 'week', 'month', 'ever', 'date'] as const;
export type Span = (typeof SPANS)[number];

/** The end of a ban that begins now; null: it has none. `day` (`2026-12-24`) is the last day of one's own choice. */
export function endOf(span: Span, now: Date, day: string): Date | null {
  const end = new Date(now);
  switch (span) {
    case 'hour':
      end.setHours(end.getHours() + 1);
      return end;
    case 'day':
      end.setDate(end.getDate() + 1);
      return end;
    case 'week':
      end.setDate(end.getDate() + 7);
      return end;
    case 'month':
      end.setMonth(end.getMonth() + 1);
      // The 31st of a month that has none is its last day.
      if (end.getDate() !== now.getDate()) end.setDate(0);
      return end;
    case 'ever':
      return null;
    case 'date': {
      const after = new Date(`${day}T00:00`);
      after.setDate(after.getDate() + 1);
      return after;
    }
  }
}

/** Whether the ban still holds at that moment. */
export const holds = (ban: { until: string | null }, now: number): boolean =>
  ban.until === null || Date.parse(ban.until) > now;
