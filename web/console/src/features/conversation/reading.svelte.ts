/** Where a reader of the thread is: at the end or further up, what is new since, where the line stands. */
import { isNew } from '@hovorna/shared/state';
import type { Event } from '@hovorna/shared/contract';

export class Reading {
  isAtEnd = $state(true);
  isFocused = $state(false);
  /** The last event that was on the screen of a focused window. */
  seen = $state(0);
  /** A line stands before what the client said after this; null: no line. */
  mark: number | null = $state(null);

  constructor(events: readonly Event[], readUpTo: number, isFocused: boolean) {
    this.isFocused = isFocused;
    this.seen = readUpTo;
    if (events.some((event) => isNew(event, readUpTo))) this.mark = readUpTo;
  }

  /** Events up to `last` are in the thread. */
  came(last: number): void {
    if (this.isFocused && this.isAtEnd) this.seen = Math.max(this.seen, last);
    else if (this.mark === null && last > this.seen) this.mark = this.seen;
  }

  /** The window got or lost the focus. What was read before is not new when one comes back. */
  focus(isFocused: boolean, last: number): void {
    if (this.isFocused && !isFocused && this.seen >= last) this.mark = null;
    this.isFocused = isFocused;
    this.came(last);
  }

  scrolled(isAtEnd: boolean, last: number): void {
    this.isAtEnd = isAtEnd;
    this.came(last);
  }

  /** The reader answers: nothing above is new any more. */
  answered(): void {
    this.mark = null;
  }

  /** How much the client said since, further down than the reader is. */
  below(events: readonly Event[]): number {
    return this.isAtEnd ? 0 : events.filter((event) => isNew(event, this.seen)).length;
  }
}
