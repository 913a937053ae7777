/** A span of time in one short word, such as the ends of a range: "5 s", "10 min", "24 h". */
import { m } from '@hovorna/shared/words';
import { spanOf } from './numbers.ts';

export function spanWords(seconds: number): string {
  const { amount, unit } = spanOf(seconds);
  switch (unit) {
    case 's':
      return m.admin_seconds({ n: amount });
    case 'min':
      return m.common_minutes({ n: amount });
    case 'h':
      return m.common_hours({ n: amount });
  }
}

export function rangeWords({ from, to }: { from: number; to: number }): string {
  return m.admin_span_range({ from: spanWords(from), to: spanWords(to) });
}
