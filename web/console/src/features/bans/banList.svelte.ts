/** The list of bans, page by page. */
import { desk as api } from '@hovorna/shared/api';
import type { Ban } from '@hovorna/shared/contract';
import { Loading } from '../admin/loading.svelte.ts';

interface Listed {
  items: readonly Ban[];
  next: string | null;
}

export class BanList {
  readonly loading: Loading<Listed>;
  isReadingOn = $state(false);

  constructor(
    /** Those that are over instead of those that hold. */
    readonly over: boolean,
  ) {
    this.loading = new Loading(() => api.bans(over, null));
  }

  /** The next page. Throws what went wrong. */
  async readOn(): Promise<void> {
    const { state } = this.loading;
    if (state.status !== 'ready' || state.value.next === null || this.isReadingOn) return;
    this.isReadingOn = true;
    try {
      const { items, next } = await api.bans(this.over, state.value.next);
      const known = new Set(state.value.items.map((it) => it.id));
      const more = items.filter((it) => !known.has(it.id));
      this.loading.put({ items: [...state.value.items, ...more], next });
    } finally {
      this.isReadingOn = false;
    }
  }

  /** One of them changed: it stays where it is until the list is asked for anew. */
  took(ban: Ban): void {
    const { state } = this.loading;
    if (state.status !== 'ready') return;
    const items = state.value.items.map((it) => (it.id === ban.id ? ban : it));
    this.loading.put({ ...state.value, items });
  }
}
