/** The wait in words and as a part of the ring. Rounded up: a pleasant surprise beats a broken promise. */
import { m } from '@hovorna/shared/words';

export function estimateWords(leftSeconds: number | null, position: number | undefined): string {
  if (leftSeconds === null)
    return position === 1 ? m.widget_waiting_next() : m.widget_waiting_unknown();
  if (leftSeconds < 50) return m.widget_waiting_soon();
  return m.widget_waiting_minutes({ count: Math.ceil(leftSeconds / 60) });
}

/** How much of the whole wait has passed, 0 to 1; without an estimate a steady quarter. */
export function ringPart(leftSeconds: number | null, waitedMs: number): number {
  if (leftSeconds === null) return 0.25;
  const waited = Math.max(0, waitedMs / 1000);
  return Math.min(0.97, Math.max(0.06, waited / (waited + leftSeconds || 1)));
}
