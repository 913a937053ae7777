/**
 * Takes letters to the server one after another until each is acknowledged. One tab at a time does it (a web
 * lock where the browser has them), so two tabs keep the order; where there is no lock the ids still keep
 * every message single.
 */
import { Problem } from '@hovorna/shared/api/problem.ts';
import { uuid7 } from '@hovorna/shared/api/uuid7.ts';
import type { Alone } from './alone.ts';
import type { Added } from './contract.ts';
import { drop, isKept, keep, merge, nextToSend, readOutbox, type Letter } from './outbox.ts';
import { Rest } from './rest.ts';
import type { Store } from './store.ts';

/** So long a letter is tried over a line that looks open; a dead line is found out sooner than that. */
const FAILED_AFTER_MS = 30_000;
export interface SenderOptions {
  /** Of all tabs of the page's origin. */
  store: Store;
  /** Of this tab: for letters whose files only it has. */
  tab: Store;
  widget: string;
  post: (letter: Letter) => Promise<Added>;
  /** Runs while no other tab of this browser does. */
  alone: Alone;
  /** Whether the line is up: only then do failures count against a letter. */
  lineIsUp: () => boolean;
  onchange: (letters: Letter[]) => void;
}

export class Sender {
  #letters: Letter[] = [];
  #sending = false;
  #tries = 0;
  #failingSince = 0;
  #last = 0;
  readonly #rest = new Rest();
  readonly #options: SenderOptions;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#letters = readOutbox(options.tab, options.widget);
    this.reread();
  }

  write(what: Omit<Letter, 'id' | 'at'>): void {
    // Two in one millisecond must still sort in the order they were written.
    this.#last = Math.max(Date.now(), this.#last + 1);
    const letter = { ...what, id: uuid7(this.#last), at: this.#last };
    this.#keep(letter);
    this.#change([...this.#letters, letter]);
    this.#go();
  }

  /** Its files have moved on, or one was taken out. Without any, and without words, nothing is left of it. */
  rewrite(letter: Letter): void {
    const { widget, tab } = this.#options;
    if (!letter.uploading) drop(tab, widget, letter.id);
    if (letter.text === '' && letter.files?.length === 0) return this.arrived(new Set([letter.id]));
    this.#keep(letter);
    this.#mark(letter.id, letter);
    this.#go();
  }

  /** The client asks for another try. */
  retry(id: string): void {
    this.#tries = 0;
    this.#change(
      this.#letters.map((it) => {
        if (it.id !== id) return { ...it, failed: undefined };
        const again = { ...it, failed: undefined, refused: undefined };
        this.#keep(again);
        return again;
      }),
    );
    this.lineIsBack();
  }

  lineIsBack(): void {
    this.#tries = 0;
    if (this.#letters.some((it) => it.failed))
      this.#change(this.#letters.map((it) => ({ ...it, failed: undefined })));
    this.#rest.over();
    this.#go();
  }

  /** Another tab wrote, or sent. */
  reread(): void {
    const { store, widget } = this.#options;
    this.#change(merge(this.#letters, readOutbox(store, widget)));
    this.#go();
  }

  /** These are in the thread now. */
  arrived(ids: Set<string>): void {
    const { store, tab, widget } = this.#options;
    const done = this.#letters.filter((it) => ids.has(it.id));
    if (done.length === 0) return;
    for (const { id } of done) {
      drop(store, widget, id);
      drop(tab, widget, id);
    }
    this.#change(this.#letters.filter((it) => !ids.has(it.id)));
  }

  /** The conversation they belong to is no more. */
  forget(conversation: string): void {
    this.arrived(
      new Set(this.#letters.filter((it) => it.conversation === conversation).map((it) => it.id)),
    );
  }

  #go(): void {
    if (!this.#sending) void this.#run();
  }

  async #run(): Promise<void> {
    this.#sending = true;
    for (let letter = nextToSend(this.#letters); letter; letter = nextToSend(this.#letters))
      await this.#send(letter);
    this.#sending = false;
  }

  async #send(letter: Letter): Promise<void> {
    const { store, widget, post, alone } = this.#options;
    try {
      const added = await alone(async () =>
        isKept(store, widget, letter.id) ? post(letter) : { id: letter.id, seq: 0 },
      );
      this.#tries = 0;
      drop(store, widget, letter.id);
      this.#mark(letter.id, { seq: added.seq });
    } catch (error) {
      if (error instanceof Problem && !error.isTemporary) {
        keep(store, widget, { ...letter, refused: error.code });
        this.#mark(letter.id, { refused: error.code });
        return;
      }
      if (this.#tries++ === 0 || !this.#options.lineIsUp()) this.#failingSince = Date.now();
      if (Date.now() - this.#failingSince > FAILED_AFTER_MS) {
        this.#mark(letter.id, { failed: true });
      } else {
        await this.#rest.after(error, this.#tries);
      }
    }
  }

  #keep(letter: Letter): void {
    const { store, tab, widget } = this.#options;
    keep(letter.uploading ? tab : store, widget, letter);
  }

  #mark(id: string, change: Partial<Letter>): void {
    this.#change(this.#letters.map((it) => (it.id === id ? { ...it, ...change } : it)));
  }

  #change(letters: Letter[]): void {
    this.#letters = letters;
    this.#options.onchange(letters);
  }
}
