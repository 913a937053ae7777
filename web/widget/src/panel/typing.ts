/** Tells that the client is typing: at once, then every 2 s while it goes on, and once when it stops. */
const EVERY_MS = 2_000;
/** A pause this long is no typing any more. */
const PAUSE_MS = 4_000;

export class TypingSignal {
  #on = false;
  #toldAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #tell: (on: boolean) => void;

  constructor(tell: (on: boolean) => void) {
    this.#tell = tell;
  }

  input(hasText: boolean, now: number = Date.now()): void {
    if (!hasText) return this.stop();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stop(), PAUSE_MS);
    if (this.#on && now - this.#toldAt < EVERY_MS) return;
    this.#on = true;
    this.#toldAt = now;
    this.#tell(true);
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (!this.#on) return;
    this.#on = false;
    this.#tell(false);
  }
}
