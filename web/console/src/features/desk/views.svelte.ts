/** The conversations that are shown in full, each loaded once and kept true by what the socket tells. */
import { Problem, desk as api } from '@hovorna/shared/api';
import type { ConsoleFrame, ConversationView } from '@hovorna/shared/contract';
import { applyToView, lastSeq, withClientOf, withOlder } from '@hovorna/shared/state';

export type Shown =
  | { status: 'loading' }
  | { status: 'loaded'; view: ConversationView }
  /** `code` is the server's word for why, or `unreachable`. */
  | { status: 'failed'; code: string };

export class Views {
  #shown: Readonly<Record<string, Shown>> = $state.raw({});
  /** News about a conversation that is still being loaded. */
  readonly #early = new Map<string, ConsoleFrame[]>();

  /** Whose client is another than what is shown of it: that could not be asked for. */
  readonly #stale = new Set<string>();

  of(id: string): Shown {
    return this.#shown[id] ?? { status: 'loading' };
  }

  get loadedIds(): string[] {
    return Object.keys(this.#shown).filter((id) => this.#shown[id]?.status === 'loaded');
  }

  /** The number of the last event that is here, or undefined when the conversation is not loaded. */
  lastSeq(id: string): number | undefined {
    const shown = this.#shown[id];
    return shown?.status === 'loaded' ? lastSeq(shown.view) : undefined;
  }

  /** Loads it unless that was tried; resolves when it can be shown, or not. */
  async load(id: string): Promise<void> {
    if (this.#shown[id] !== undefined) return;
    this.#set(id, { status: 'loading' });
    const early: ConsoleFrame[] = [];
    this.#early.set(id, early);
    let shown: Shown;
    try {
      const loaded = await api.view(id);
      shown = { status: 'loaded', view: early.reduce(applyToView, loaded) };
    } catch (error) {
      shown = { status: 'failed', code: error instanceof Problem ? error.code : 'unreachable' };
    }
    // It was asked for anew meanwhile: that answer counts, with the news that came since.
    if (this.#early.get(id) !== early) return;
    this.#early.delete(id);
    this.#set(id, shown);
  }

  /** The client is another now: what hangs on it is asked for anew, while what is known stays on the screen. */
  async refreshClient(id: string): Promise<void> {
    if (this.#shown[id]?.status !== 'loaded') return;
    this.#stale.delete(id);
    const early: ConsoleFrame[] = [];
    this.#early.set(id, early);
    try {
      const loaded = await api.view(id);
      if (this.#early.get(id) !== early) return;
      const anew = early.reduce(applyToView, loaded);
      this.#change(id, (view) => withClientOf(view, anew));
    } catch (error) {
      // A refusal is told on the line, too.
      if (!(error instanceof Problem)) this.#stale.add(id);
    }
    if (this.#early.get(id) === early) this.#early.delete(id);
  }

  /** The server answers again: what it did not answer before is asked anew. */
  retryUnreachable(): void {
    for (const id of this.#stale) void this.refreshClient(id);
    for (const [id, shown] of Object.entries(this.#shown))
      if (shown.status === 'failed' && shown.code === 'unreachable') {
        this.forget(id);
        void this.load(id);
      }
  }

  async loadOlder(id: string): Promise<void> {
    const shown = this.#shown[id];
    const first = shown?.status === 'loaded' ? shown.view.events[0] : undefined;
    if (first === undefined) return;
    const older = await api.eventsBefore(id, first.seq);
    this.#change(id, (view) => withOlder(view, older.items, older.next !== null));
  }

  forget(id: string): void {
    this.#shown = Object.fromEntries(Object.entries(this.#shown).filter(([key]) => key !== id));
  }

  apply(frame: ConsoleFrame): void {
    const id = conversationOf(frame);
    if (id === null) return;
    this.#early.get(id)?.push(frame);
    this.#change(id, (view) => applyToView(view, frame));
  }

  #change(id: string, change: (view: ConversationView) => ConversationView): void {
    const shown = this.#shown[id];
    if (shown?.status !== 'loaded') return;
    const view = change(shown.view);
    if (view !== shown.view) this.#set(id, { status: 'loaded', view });
  }

  #set(id: string, shown: Shown): void {
    this.#shown = { ...this.#shown, [id]: shown };
  }
}

function conversationOf(frame: ConsoleFrame): string | null {
  if (frame.type === 'row') return frame.conversation.id;
  return 'conversation' in frame ? frame.conversation : null;
}
