/** Tells the client's side that somebody is writing: at most every two seconds, and once at the end. */
const EVERY_MS = 2000;
/** Without a key for this long the writing has stopped. */
const PAUSE_MS = 4000;

export class Typing {
  readonly #say: (on: boolean) => void;
  #saidAt = 0;
  #isOn = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (on: boolean) => void) {
    this.#say = say;
  }

  key(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stop(), PAUSE_MS);
    if (Date.now() - this.#saidAt < EVERY_MS) return;
    this.#saidAt = Date.now();
    this.#isOn = true;
    this.#say(true);
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#isOn) this.#say(false);
    this.#isOn = false;
    this.#saidAt = 0;
  }
}
