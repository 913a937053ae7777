/**
 * Which conversations this console follows over the socket: all of its own and all that it shows.
 * After a lost line everything is asked for again, from the last event that is here.
 */
import type { ConsoleSays } from '@hovorna/shared/contract';

export class Subscriptions {
  /** Followed on the present socket, with the number from which they were asked for. */
  readonly #followed = new Map<string, number>();
  /** Gaps that were asked for, so that each is asked for once. */
  readonly #gaps = new Map<string, number>();
  readonly #say: (frame: ConsoleSays) => void;

  constructor(say: (frame: ConsoleSays) => void) {
    this.#say = say;
  }

  /** The socket is another one: the server knows of nothing. */
  reset(): void {
    this.#followed.clear();
    this.#gaps.clear();
  }

  /** `wanted`: conversation -> the last event that is here. */
  follow(wanted: ReadonlyMap<string, number>): void {
    for (const conversation of [...this.#followed.keys()])
      if (!wanted.has(conversation)) {
        this.#followed.delete(conversation);
        this.#say({ type: 'unsubscribe', conversation });
      }
    for (const [conversation, after] of wanted)
      if (!this.#followed.has(conversation)) this.#subscribe(conversation, after);
  }

  /** Asks again from an earlier number, because something is missing. */
  again(conversation: string, after: number): void {
    if (this.#gaps.get(conversation) === after) return;
    this.#gaps.set(conversation, after);
    this.#subscribe(conversation, after);
  }

  /** The server ended it; it is not asked for again on this socket. */
  ended(conversation: string): void {
    this.#followed.set(conversation, Infinity);
  }

  /** It may be followed again, because it came back to this operator. */
  retry(conversation: string): void {
    if (this.#followed.get(conversation) === Infinity) this.#followed.delete(conversation);
  }

  #subscribe(conversation: string, after: number): void {
    this.#followed.set(conversation, after);
    this.#say({ type: 'subscribe', conversation, after });
  }
}
