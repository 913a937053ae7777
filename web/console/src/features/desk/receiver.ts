/** How far this operator has got in each conversation, reported once for each step forward. */
import type { Seen } from '@hovorna/shared/contract';

export class Receiver {
  readonly #seen = new Map<string, Seen>();
  /** Up to where messages have been announced by sound. */
  readonly #announced = new Map<string, number>();
  readonly #report: (conversation: string, seen: Seen) => void;

  constructor(report: (conversation: string, seen: Seen) => void) {
    this.#report = report;
  }

  /** What the server knows already need not be reported, nor announced. */
  known(conversation: string, lastSeq: number, seen: Seen): void {
    const here = this.#seen.get(conversation) ?? seen;
    this.#seen.set(conversation, {
      delivered: Math.max(here.delivered, seen.delivered),
      read: Math.max(here.read, seen.read),
    });
    if (!this.#announced.has(conversation)) this.#announced.set(conversation, lastSeq);
  }

  /** Events up to `seq` are here. */
  reached(conversation: string, seq: number): void {
    const here = this.#seen.get(conversation) ?? { delivered: 0, read: 0 };
    if (seq > here.delivered) this.#step(conversation, { ...here, delivered: seq });
  }

  /** Events up to `seq` were shown in a focused window. */
  read(conversation: string, seq: number): void {
    const here = this.#seen.get(conversation) ?? { delivered: 0, read: 0 };
    if (seq > here.read)
      this.#step(conversation, { delivered: Math.max(seq, here.delivered), read: seq });
  }

  /** Up to where messages were announced before; from now on up to `seq`. */
  announced(conversation: string, seq: number): number {
    const before = this.#announced.get(conversation) ?? seq;
    this.#announced.set(conversation, Math.max(before, seq));
    return before;
  }

  #step(conversation: string, seen: Seen): void {
    this.#seen.set(conversation, seen);
    this.#report(conversation, seen);
  }
}
