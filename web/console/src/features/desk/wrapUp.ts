/** Time to wrap up after a conversation: no new client is offered. */
import type { Operator } from '@hovorna/shared/contract';

/** How much of it is left, in milliseconds; 0: none. */
export function wrapUpLeft(me: Operator | undefined, now: number): number {
  return me?.wraps_up_until == null ? 0 : Math.max(0, Date.parse(me.wraps_up_until) - now);
}

/** Whether clients are offered to me: by sound, notice and as the next in line. */
export function isOffered(me: Operator | undefined, now: number): boolean {
  return me?.status === 'available' && wrapUpLeft(me, now) === 0;
}
