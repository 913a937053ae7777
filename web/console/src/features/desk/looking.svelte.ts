/**
 * Who looks at a conversation: this console says what is on its screen while the screen can be
 * seen, and hears of colleagues. Said again every few seconds: the server forgets who vanished.
 */
import type { ConsoleSays, Named } from '@hovorna/shared/contract';

const AGAIN_MS = 5_000;

export class Looking {
  #others: ReadonlyMap<string, readonly Named[]> = $state.raw(new Map());
  #shown: readonly string[] = [];
  /** What the server was told last on this line. */
  #told: readonly string[] = [];
  #isUp = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #say: (frame: ConsoleSays) => void;

  constructor(say: (frame: ConsoleSays) => void) {
    this.#say = say;
  }

  start(): void {
    document.addEventListener('visibilitychange', this.#tell);
    this.#timer = setInterval(this.#tell, AGAIN_MS);
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.#tell);
    clearInterval(this.#timer);
  }

  /** Colleagues who look at it now. */
  at(conversation: string): readonly Named[] {
    return this.#others.get(conversation) ?? [];
  }

  hear(conversation: string, operators: readonly Named[]): void {
    const others = new Map(this.#others);
    if (operators.length === 0) others.delete(conversation);
    else others.set(conversation, operators);
    this.#others = others;
  }

  show(conversations: readonly string[]): void {
    this.#shown = [...new Set(conversations)];
    this.#tell();
  }

  lineIsUp(): void {
    this.#isUp = true;
    this.#told = [];
    this.#tell();
  }

  lineIsDown(): void {
    this.#isUp = false;
    this.#others = new Map();
  }

  readonly #tell = (): void => {
    const seen = document.visibilityState === 'visible' ? this.#shown : [];
    // Nothing then, nothing now: no need to say so.
    if (!this.#isUp || (seen.length === 0 && this.#told.length === 0)) return;
    this.#told = seen;
    this.#say({ type: 'looking', conversations: [...seen] });
  };
}
