/** What is searched, what was found, and what more there is of it. Only the last question's answer counts. */
import type { SearchFound, SearchKind } from '@hovorna/shared/contract';
import { failureOf, type Failure } from '../admin/failure.ts';

/** The first page of each kind, or a further one of one. */
export type Ask = (
  words: string,
  page?: { kind: SearchKind; after: string },
) => Promise<SearchFound>;

export type SearchState =
  | { status: 'idle' }
  | { status: 'short' }
  /** What was found before stays in view meanwhile. */
  | { status: 'asking'; before: SearchFound | null }
  | { status: 'ready'; found: SearchFound; words: string }
  | { status: 'failed'; failure: Failure };

/** Fewer letters would find half of everything; the server says the same. */
const SHORTEST = 2;
/** In characters; the server's limit. */
const LONGEST = 200;

/** Whether there is a word that can be searched. */
export function isLongEnough(words: string): boolean {
  const long = (word: string) => [...word].length >= SHORTEST || /\p{Script=Han}/u.test(word);
  return (words.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).some(long);
}

export class Searching {
  state: SearchState = $state.raw({ status: 'idle' });
  /** Of which kind more is being loaded. */
  more: SearchKind | null = $state(null);
  #asked = 0;

  constructor(readonly ask: Ask) {}

  async search(typed: string): Promise<void> {
    const words = typed.slice(0, LONGEST);
    const mine = ++this.#asked;
    this.more = null;
    if (!isLongEnough(words)) {
      this.state = { status: words.trim() === '' ? 'idle' : 'short' };
      return;
    }
    this.state = { status: 'asking', before: this.#shown() };
    let next: SearchState;
    try {
      next = { status: 'ready', found: await this.ask(words), words };
    } catch (error) {
      next = { status: 'failed', failure: failureOf(error) };
    }
    if (mine === this.#asked) this.state = next;
  }

  /** The next page of one kind, below what is there. What fails is told by whoever asked. */
  async loadMore(kind: SearchKind): Promise<void> {
    const state = this.state;
    if (state.status !== 'ready' || this.more !== null) return;
    const after = state.found[kind].next;
    if (after === null) return;
    const mine = this.#asked;
    this.more = kind;
    try {
      const further = (await this.ask(state.words, { kind, after }))[kind];
      if (mine !== this.#asked) return;
      const found = state.found[kind];
      const items = [...found.items, ...further.items];
      this.state = {
        ...state,
        found: { ...state.found, [kind]: { items, next: further.next } },
      };
    } finally {
      if (mine === this.#asked) this.more = null;
    }
  }

  #shown(): SearchFound | null {
    if (this.state.status === 'ready') return this.state.found;
    return this.state.status === 'asking' ? this.state.before : null;
  }
}
