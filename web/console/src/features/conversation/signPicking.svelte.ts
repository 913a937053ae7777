/** A list that a sign opens while somebody types (`#` templates, `:` emoji): moved by arrows, given up by Esc. */
export interface SignOpening {
  /** Where the sign stands. */
  from: number;
  query: string;
}

export abstract class SignPicking<Opening extends SignOpening, Item> {
  opening: Opening | null = $state.raw(null);
  at = $state(0);
  /** Where it was given up: it stays shut until another sign is typed. */
  #givenUpAt: number | null = null;

  abstract get found(): readonly Item[];
  /** Where the sign stands before the caret, if it stands there. */
  protected abstract openingAt(text: string, caret: number): Opening | null;
  /** It has just been opened. */
  protected abstract opened(): void;

  get current(): Item | undefined {
    return this.found[this.at];
  }

  /** The text or the caret has moved. */
  look(text: string, caret: number): void {
    const opening = this.openingAt(text, caret);
    if (opening === null || opening.from !== this.#givenUpAt) this.#givenUpAt = null;
    const next = this.#givenUpAt === null ? opening : null;
    if (next?.query !== this.opening?.query) this.at = 0;
    if (next !== null && this.opening === null) this.opened();
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
