/** Keeps a draft on the server: a moment after the last key, at once on leaving, one request at a time. */
import type { Draft } from '@hovorna/shared/contract';
import { sameDraft } from './drafts.ts';

const AFTER_MS = 1500;
const AGAIN_MS = 5000;

export interface DraftKeeperOptions {
  keep: (draft: Draft) => Promise<unknown>;
  /** The server has it now. */
  onkept: (draft: Draft) => void;
  /** What the server has to begin with. */
  base: Draft;
}

export class DraftKeeper {
  readonly #options: DraftKeeperOptions;
  #kept: Draft;
  #wanted: Draft;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;

  constructor(options: DraftKeeperOptions) {
    this.#options = options;
    this.#kept = this.#wanted = options.base;
  }

  changed(draft: Draft): void {
    this.#wanted = draft;
    this.#later(AFTER_MS);
  }

  /** Leaving, or sent: without the wait. */
  now(): void {
    clearTimeout(this.#timer);
    if (this.#isRunning || sameDraft(this.#wanted, this.#kept)) return;
    const draft = this.#wanted;
    this.#isRunning = true;
    this.#options.keep(draft).then(
      () => this.#done(draft),
      () => this.#failed(),
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #done(draft: Draft): void {
    this.#isRunning = false;
    this.#kept = draft;
    this.#options.onkept(draft);
    // What was typed meanwhile follows.
    if (!sameDraft(this.#wanted, draft)) this.#later(0);
  }

  #failed(): void {
    this.#isRunning = false;
    // It is here meanwhile; nobody need be told.
    this.#later(AGAIN_MS);
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), ms);
  }
}
