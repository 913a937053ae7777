/** The waiting list as it is drawn now: `arrange` with the pointer, the clock and the filter. */
import type { Conversation } from '@hovorna/shared/contract';
import {
  FAREWELL_MS,
  arrange,
  isOfferedTo,
  takes,
  type WaitingList,
  type WorkspaceState,
} from '@hovorna/shared/state';

/** How long a new row is tinted. */
const NEW_MS = 6000;

export class WaitingListModel {
  list: WaitingList = $state.raw({ rows: [], withheld: 0 });
  /** Rows that came while the list was on the screen, tinted for a while. */
  fresh: ReadonlySet<string> = $state.raw(new Set());
  /** Only this group's clients, or all. */
  groupFilter: string | null = $state(null);
  #isHeld = false;
  #state: WorkspaceState | null = null;
  #known = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Returns the clients who have just come, or are only now offered to me. */
  update(state: WorkspaceState): readonly Conversation[] {
    const isFirst = this.#state === null;
    this.#state = state;
    const { queue, me, operators } = state.workspace;
    const self = operators.find((operator) => operator.id === me.id);
    const offered = queue.filter((row) => isOfferedTo(row, me.id) && takes(self, row.entry));
    const came = offered.filter((row) => !this.#known.has(row.id));
    this.#known = new Set(offered.map((row) => row.id));
    this.#arrange();
    if (isFirst) return [];
    this.#tint(came.map((row) => row.id));
    return came;
  }

  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return;
    this.#isHeld = isHeld;
    this.#arrange();
  }

  filterBy(group: string | null): void {
    this.groupFilter = group;
    this.list = { rows: [], withheld: 0 };
    this.#arrange();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #arrange(): void {
    if (this.#state === null) return;
    const { gone, workspace } = this.#state;
    const group = this.groupFilter;
    const queue = workspace.queue.filter((row) => group === null || row.group.id === group);
    this.list = arrange(this.list, { queue, gone, isHeld: this.#isHeld, now: Date.now() });
    clearTimeout(this.#timer);
    if (!this.#isHeld && this.list.rows.some((row) => row.left !== null))
      this.#timer = setTimeout(() => this.#arrange(), FAREWELL_MS);
  }

  #tint(ids: string[]): void {
    if (ids.length === 0) return;
    this.fresh = new Set([...this.fresh, ...ids]);
    setTimeout(() => {
      this.fresh = new Set([...this.fresh].filter((id) => !ids.includes(id)));
    }, NEW_MS);
  }
}
