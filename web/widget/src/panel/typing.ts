/**
 * Tells that the client is typing: at once, then every 2 s while it goes on, and once when it stops. Where the
 * company lets operators see what is typed, the words go along, twice a second at most, the last ones always.
 */
const EVERY_MS = 2_000;
const WORDS_EVERY_MS = 500;
/** A pause this long is no typing any more. */
const PAUSE_MS = 4_000;
/** The server shows no more, in characters. */
const LONGEST = 1_000;

export class TypingSignal {
  #on = false;
  #toldAt = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;
  readonly #tell: (on: boolean, text?: string) => void;
  readonly #withWords: boolean;

  constructor(tell: (on: boolean, text?: string) => void, withWords: boolean) {
    this.#tell = tell;
    this.#withWords = withWords;
  }

  input(text: string): void {
    if (text === '') return this.stop();
    clearTimeout(this.#pause);
    clearTimeout(this.#later);
    this.#pause = setTimeout(() => this.stop(), PAUSE_MS);
    const every = this.#withWords ? WORDS_EVERY_MS : EVERY_MS;
    const left = this.#on ? this.#toldAt + every - Date.now() : 0;
    if (left <= 0) this.#say(text);
    else if (this.#withWords) this.#later = setTimeout(() => this.#say(text), left);
  }

  stop(): void {
    clearTimeout(this.#pause);
    clearTimeout(this.#later);
    if (!this.#on) return;
    this.#on = false;
    this.#tell(false);
  }

  #say(text: string): void {
    this.#on = true;
    this.#toldAt = Date.now();
    if (this.#withWords) this.#tell(true, [...text].slice(0, LONGEST).join(''));
    else this.#tell(true);
  }
}
