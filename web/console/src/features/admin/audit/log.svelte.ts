/** The audit log as far as it was read: the first page, and on request the ones before. */
import { readAudit, type AuditFilter } from '../api.ts';
import { failureOf, type Failure } from '../failure.ts';
import type { AuditEntry } from '../contract.ts';
import { Loading } from '../loading.svelte.ts';

/** A file for spreadsheets has at most so many lines; more is asked for by narrower dates. */
const MOST_EXPORTED = 20_000;
const PAGE = 500;

interface Read {
  entries: AuditEntry[];
  next: string | null;
}

export class AuditLog {
  filter: AuditFilter = $state({ operator: '', area: '', from: '', until: '' });
  readonly first = new Loading<Read>(() => this.#page(null));
  isReadingOn = $state(false);
  failure: Failure | null = $state(null);

  /** What is asked for changed. */
  filterChanged(): void {
    this.failure = null;
    void this.first.again();
  }

  async readOn(): Promise<void> {
    const state = this.first.state;
    if (state.status !== 'ready' || state.value.next === null || this.isReadingOn) return;
    this.isReadingOn = true;
    this.failure = null;
    try {
      const more = await this.#page(state.value.next);
      // The filter may be another one by now.
      if (this.first.state === state)
        this.first.put({ entries: [...state.value.entries, ...more.entries], next: more.next });
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.isReadingOn = false;
    }
  }

  /** All that fits the filter, for a file. */
  async all(): Promise<AuditEntry[]> {
    const entries: AuditEntry[] = [];
    let next: string | null = null;
    do {
      const page: Read = await this.#page(next, PAGE);
      entries.push(...page.entries);
      next = page.next;
    } while (next !== null && entries.length < MOST_EXPORTED);
    return entries;
  }

  async #page(after: string | null, limit = 100): Promise<Read> {
    const { items, next } = await readAudit(this.filter, after, limit);
    return { entries: items, next };
  }
}
