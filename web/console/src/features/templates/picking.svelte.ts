/** Which template is being picked while somebody types: opened by a sign, moved by arrows, given up by Esc. */
import type { Template } from '@hovorna/shared/contract';
import { inLanguage, matching, openingAt, type Opening } from '@hovorna/shared/state';

export interface PickingOptions {
  templates: () => readonly Template[];
  language: () => string | null;
  /** It has just been opened. */
  onopen: () => void;
}

export class Picking {
  opening: Opening | null = $state.raw(null);
  at = $state(0);
  /** Only templates of the client's language. */
  isNarrowed = $state(true);
  readonly #options: PickingOptions;
  /** Where it was given up: it stays shut until another sign is typed. */
  #givenUpAt: number | null = null;

  constructor(options: PickingOptions) {
    this.#options = options;
  }

  get found(): Template[] {
    if (this.opening === null) return [];
    const all = this.#options.templates();
    const language = this.isNarrowed ? this.#options.language() : null;
    return matching(inLanguage(all, language), this.opening.query, this.opening.sign === '/');
  }

  /** The text or the caret has moved. */
  look(text: string, caret: number): void {
    const opening = openingAt(text, caret);
    if (opening === null || opening.from !== this.#givenUpAt) this.#givenUpAt = null;
    const next = this.#givenUpAt === null ? opening : null;
    if (next?.query !== this.opening?.query) this.at = 0;
    if (next !== null && this.opening === null) {
      this.isNarrowed = true;
      this.#options.onopen();
    }
    this.opening = next;
  }

  move(step: 1 | -1): void {
    const count = this.found.length;
    if (count > 0) this.at = (this.at + step + count) % count;
  }

  giveUp(): void {
    this.#givenUpAt = this.opening?.from ?? null;
    this.opening = null;
  }

  close(): void {
    this.opening = null;
  }
}
