/** One `Writing` for each conversation of mine, kept while I look at others. */
import { desk as api, upload } from '@hovorna/shared/api';
import type { ConversationView } from '@hovorna/shared/contract';
import type { Commands } from '../desk/commands.ts';
import { readDraft } from './drafts.ts';
import { Writing } from './writing.svelte.ts';

export class Writings {
  readonly #commands: Commands;
  readonly #known = new Map<string, Writing>();

  constructor(commands: Commands) {
    this.#commands = commands;
  }

  of({ conversation: { id }, draft }: ConversationView): Writing {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const writing = new Writing({
      conversation: id,
      local: readDraft(id),
      server: draft,
      upload: (file, bytes, onprogress) =>
        upload(api.fileAddress(id, file, bytes.name), bytes, { onprogress }),
      keep: (kept) => api.keepDraft(id, kept),
      onsend: (sent) => this.#commands.send(id, sent),
    });
    this.#known.set(id, writing);
    return writing;
  }

  /** What is not mine any more is let go: uploads stop, pictures leave the memory. */
  keepOnly(mine: ReadonlySet<string>): void {
    for (const [id, writing] of this.#known)
      if (!mine.has(id)) {
        writing.end();
        this.#known.delete(id);
      }
  }

  lineIsBack(): void {
    for (const writing of this.#known.values()) writing.tray.lineIsBack();
  }
}
