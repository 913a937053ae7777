/** How a message's state is drawn and said. */
import Check from '@lucide/svelte/icons/check';
import CheckCheck from '@lucide/svelte/icons/check-check';
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import Clock from '@lucide/svelte/icons/clock';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { Tick } from '@hovorna/shared/state';
import type { Glyph } from '@hovorna/shared/ui';
import { m } from '@hovorna/shared/words';

export function tickLook(tick: Tick): { icon: Glyph; name: string } {
  switch (tick) {
    case 'queued':
      return { icon: Clock, name: m.console_tick_queued() };
    case 'sending':
      return { icon: Clock, name: m.console_sending() };
    case 'unknown':
      return { icon: TriangleAlert, name: m.console_tick_unknown() };
    case 'failed':
      return { icon: CircleAlert, name: m.console_tick_failed() };
    case 'sent':
      return { icon: Check, name: m.console_tick_sent() };
    case 'delivered':
      return { icon: CheckCheck, name: m.console_tick_delivered() };
    case 'read':
      return { icon: CheckCheck, name: m.console_tick_read() };
  }
}
