/** One stage of the offline requests, page by page, kept true by what the line tells. */
import { desk as api } from '@hovorna/shared/api';
import type { OfflineRequest, RequestStage } from '@hovorna/shared/contract';
import { failureOf, type Failure } from '../admin/failure.ts';

export type ListState = 'loading' | 'ready' | { failure: Failure };

export class RequestList {
  state: ListState = $state.raw('loading');
  items: readonly OfflineRequest[] = $state.raw([]);
  next: string | null = $state.raw(null);
  isReadingOn = $state(false);
  /** Told while the first page was on its way: newer than what comes with it. */
  #told: OfflineRequest[] = [];

  constructor(readonly stage: RequestStage) {
    void this.load();
  }

  async load(): Promise<void> {
    this.state = 'loading';
    await this.refresh();
  }

  /** Asks anew, while what is here stays in view. */
  async refresh(): Promise<void> {
    this.#told = [];
    try {
      const page = await api.offlineRequests({ stage: this.stage });
      const told = this.#told;
      [this.items, this.next, this.state] = [page.items, page.next ?? null, 'ready'];
      told.forEach((request) => this.apply(request));
    } catch (error) {
      if (this.state !== 'ready') this.state = { failure: failureOf(error) };
    }
  }

  async readOn(): Promise<void> {
    if (this.next === null || this.isReadingOn) return;
    this.isReadingOn = true;
    try {
      const page = await api.offlineRequests({ stage: this.stage, after: this.next });
      const known = new Set(this.items.map((it) => it.id));
      this.items = [...this.items, ...page.items.filter((it) => !known.has(it.id))];
      this.next = page.next ?? null;
    } finally {
      this.isReadingOn = false;
    }
  }

  /** A request is as told now: it comes, goes or changes. */
  apply(request: OfflineRequest): void {
    if (this.state === 'loading') this.#told.push(request);
    this.items = withRequest(this.items, request, this.stage, this.next !== null);
  }
}

/** Of what is open or taken those who wait longest come first; of what is done the newest. */
export function withRequest(
  items: readonly OfflineRequest[],
  request: OfflineRequest,
  stage: RequestStage,
  /** There are more than these: what belongs behind them is not shown yet. */
  hasMore: boolean,
): readonly OfflineRequest[] {
  const known = items.find((it) => it.id === request.id);
  if (known !== undefined && known.version >= request.version) return items;
  const others = items.filter((it) => it.id !== request.id);
  if (request.stage !== stage) return others;
  const isBefore =
    stage === 'open' || stage === 'taken'
      ? (it: OfflineRequest) => it.created_at <= request.created_at
      : (it: OfflineRequest) => it.created_at >= request.created_at;
  const at = others.filter(isBefore).length;
  if (at === others.length && hasMore) return others;
  return [...others.slice(0, at), request, ...others.slice(at)];
}
