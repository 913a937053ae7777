/** All templates this operator may use, loaded when they are first needed and kept fresh from then on. */
import { desk as api } from '@hovorna/shared/api';
import type { Template, TemplateDetails } from '@hovorna/shared/contract';
import { Loading } from '../admin/loading.svelte.ts';

/** How long a removal can be taken back. */
const UNDO_MS = 5000;

export class Shelf {
  /** Null until somebody asks. */
  loading: Loading<readonly Template[]> | null = $state.raw(null);
  /** Removed on the screen, and on the server when the time to undo is over. */
  #removing: ReadonlyMap<string, ReturnType<typeof setTimeout>> = $state.raw(new Map());

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

  /** `onfailed` is told what went wrong, should the server refuse it in the end. */
  remove(id: string, onfailed: (error: unknown) => void): void {
    const timer = setTimeout(() => void this.#removeNow(id).catch(onfailed), UNDO_MS);
    this.#removing = new Map(this.#removing).set(id, timer);
  }

  undo(id: string): void {
    clearTimeout(this.#removing.get(id));
    this.#forget(id);
  }

  /** The page is closed: what was removed is removed. */
  finish(): void {
    for (const [id, timer] of this.#removing) {
      clearTimeout(timer);
      void this.#removeNow(id).catch(() => undefined);
    }
  }

  async #removeNow(id: string): Promise<void> {
    try {
      await api.removeTemplate(id);
      await this.loading?.refresh();
    } finally {
      this.#forget(id);
    }
  }

  #forget(id: string): void {
    const removing = new Map(this.#removing);
    removing.delete(id);
    this.#removing = removing;
  }
}
