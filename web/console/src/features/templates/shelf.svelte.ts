/** All templates this operator may use, loaded when they are first needed and kept fresh from then on. */
import { desk as api } from '@hovorna/shared/api';
import type { Template, TemplateDetails } from '@hovorna/shared/contract';
import { Loading } from '../admin/loading.svelte.ts';

export class Shelf {
  /** Null until somebody asks. */
  loading: Loading<readonly Template[]> | null = $state.raw(null);
  /** Removed on the screen, and on the server once it can no longer be taken back. */
  #removing: ReadonlySet<string> = $state.raw(new Set());

  /** To be called before the templates are shown: loads them, or looks whether they have changed. */
  open(): Loading<readonly Template[]> {
    if (this.loading === null)
      this.loading = new Loading(async () => (await api.templates()).items);
    else void this.loading.refresh();
    return this.loading;
  }

  /** Somebody changed words or templates. */
  changed(): void {
    if (this.loading !== null) void this.loading.refresh();
  }

  get all(): readonly Template[] {
    const state = this.loading?.state;
    if (state?.status !== 'ready') return [];
    return state.value.filter((it) => !this.#removing.has(it.id));
  }

  async save(id: string | null, details: TemplateDetails): Promise<Template> {
    const saved = await (id === null ? api.addTemplate(details) : api.changeTemplate(id, details));
    await this.loading?.refresh();
    return saved;
  }

  /** Away from the screen; `undo` brings it back, `removeNow` makes it so. */
  remove(id: string): void {
    this.#removing = new Set(this.#removing).add(id);
  }

  undo(id: string): void {
    this.#forget(id);
  }

  /** The page is closed: what was removed is removed. */
  finish(): void {
    for (const id of this.#removing) void this.removeNow(id).catch(() => undefined);
  }

  async removeNow(id: string): Promise<void> {
    try {
      await api.removeTemplate(id);
      await this.loading?.refresh();
    } finally {
      this.#forget(id);
    }
  }

  #forget(id: string): void {
    const removing = new Set(this.#removing);
    removing.delete(id);
    this.#removing = removing;
  }
}
