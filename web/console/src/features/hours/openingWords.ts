/** Whether a group is open, and until when, as a sentence. */
import type { OpeningNow } from '@hovorna/shared/generated/OpeningNow';
import { comesAt } from '@hovorna/shared/ui/time.ts';
import { m } from '@hovorna/shared/words';

/** By the clock of the group, where its `zone` is given; else by one's own. */
export function openingWords({ open, until }: OpeningNow, zone?: string): string {
  if (until === null) return open ? m.console_opening_always() : m.console_opening_never();
  const when = comesAt(until, Date.now(), zone);
  return open ? m.console_opening_open({ when }) : m.console_opening_closed({ when });
}
