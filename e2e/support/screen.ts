/**
 * Open consoles: the snapshots they loaded, the frames that came since, and whether both together, by the very functions the
 * browser runs, are what the server says afresh.
 */
import type { ConversationView } from '../../web/shared/src/generated/ConversationView.ts';
import type { Workspace } from '../../web/shared/src/generated/Workspace.ts';
import {
  applyToView,
  fromSnapshot,
  isAnotherClient,
  rowOf,
  withClientOf,
} from '../../web/shared/src/state/index.ts';
import { ConsoleLine } from './line.ts';
import type { Operator } from './people.ts';
import { expect } from './test.ts';

/** One open console: its socket and the snapshots it once loaded. */
export class Screen {
  readonly line: ConsoleLine;
  #workspace!: Workspace;
  #workspaceAt = 0;
  #view: ConversationView | null = null;
  #viewAt = 0;

  constructor(readonly operator: Operator) {
    this.line = new ConsoleLine(operator);
  }

  async loadWorkspace(): Promise<void> {
    this.#workspaceAt = this.line.frames.length;
    this.#workspace = await this.operator.workspace();
  }

  /** As a console does: load, then follow from the last number that is here. */
  async loadView(conversation: string): Promise<void> {
    this.#viewAt = this.line.frames.length;
    this.#view = await this.#freshView(conversation);
    if (this.#view !== null) this.line.follow(conversation, this.#view.conversation.last_seq);
  }

  async #freshView(conversation: string): Promise<ConversationView | null> {
    const answer = await this.operator.ask<ConversationView>('GET', `/conversations/${conversation}`);
    return answer.status === 404 ? null : answer.body;
  }

  async expectTrue(after: string): Promise<void> {
    const { operator, line } = this;
    await expect(async () => {
      const kept = fromSnapshot(this.#workspace, line.frames.slice(this.#workspaceAt));
      expect(kept.workspace, `${operator.name}'s workspace, ${after}`).toEqual(await operator.workspace());
      if (this.#view === null) return;
      const conversation = this.#view.conversation.id;
      const fresh = await this.#freshView(conversation);
      const frames = line.frames.slice(this.#viewAt);
      const isRefused = frames.some((it) => it.type === 'refused' && it.conversation === conversation);
      expect(isRefused, `${operator.name} is told that it may not be seen, ${after}`).toBe(fresh === null);
      // Refused once, it is loaded anew before it is shown again.
      if (fresh === null) this.#view = null;
      if (fresh === null || this.#view === null) return;
      const followed = frames.reduce(applyToView, this.#view);
      // As a console does: with another client, what hangs on it is asked for anew.
      const isAnother = frames.some(
        (it) => it.type === 'events' && it.conversation === conversation && it.events.some(isAnotherClient),
      );
      const known = isAnother ? withClientOf(followed, fresh) : followed;
      const isListed = rowOf(kept.workspace, conversation) !== undefined;
      const view = isListed ? known : withWindowOf(known, fresh);
      expect(view, `${operator.name}'s view, ${after}`).toEqual(fresh);
    }).toPass({ timeout: 8_000, intervals: [50] });
  }
}

export type Action = [what: string, act: () => Promise<unknown>];

/** All of them, as far as the list of conversations. */
export async function opened(screens: readonly Screen[]): Promise<void> {
  for (const screen of screens) await screen.line.open();
  for (const screen of screens) await screen.loadWorkspace();
}

/** One action after the other, and each time a look at every screen. */
export async function inTurn(actions: readonly Action[], screens: readonly Screen[]): Promise<void> {
  for (const [name, act] of actions) {
    await act();
    for (const screen of screens) await screen.expectTrue(name);
  }
}

/** Until when a messenger lets answer comes with the row, so only to whoever has it in a list; nobody else is shown it. */
function withWindowOf(view: ConversationView, { conversation }: ConversationView): ConversationView {
  return { ...view, conversation: { ...view.conversation, reply_until: conversation.reply_until } };
}
