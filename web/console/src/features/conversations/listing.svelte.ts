/** The list of conversations that the filters let through, page by page. Only the last question's answer counts. */
import { desk as api } from '@hovorna/shared/api';
import type { Conversation, Page } from '@hovorna/shared/contract';
import { failureOf, type Failure } from '../admin/failure.ts';

export type ListState =
  | { status: 'asking'; before: Page<Conversation> | null }
  | { status: 'ready'; page: Page<Conversation> }
  | { status: 'failed'; failure: Failure };

export class Listing {
  state: ListState = $state.raw({ status: 'asking', before: null });
  isLoadingMore = $state(false);
  #asked = 0;
  #filters: Record<string, string> = {};

  constructor(readonly ask: typeof api.conversations = api.conversations) {}

  async list(filters: Record<string, string>): Promise<void> {
    const mine = ++this.#asked;
    this.#filters = filters;
    this.isLoadingMore = false;
    const before = this.state.status === 'ready' ? this.state.page : null;
    this.state = { status: 'asking', before };
    let next: ListState;
    try {
      next = { status: 'ready', page: await this.ask(filters) };
    } catch (error) {
      next = { status: 'failed', failure: failureOf(error) };
    }
    if (mine === this.#asked) this.state = next;
  }

  /** The next page, below what is there. What fails is told by whoever asked. */
  async loadMore(): Promise<void> {
    const { state } = this;
    if (state.status !== 'ready' || state.page.next === null || this.isLoadingMore) return;
    const mine = this.#asked;
    this.isLoadingMore = true;
    try {
      const further = await this.ask({ ...this.#filters, after: state.page.next });
      if (mine !== this.#asked) return;
      const items = [...state.page.items, ...further.items];
      this.state = { status: 'ready', page: { items, next: further.next } };
    } finally {
      if (mine === this.#asked) this.isLoadingMore = false;
    }
  }
}
