/** What the client sends: words and files, and the files that words wait for. */
import type { Alone } from './alone.ts';
import type { Added, ClientQuote, FileRules } from './contract.ts';
import type { Letter } from './outbox.ts';
import { Sender } from './sender.ts';
import type { Store } from './store.ts';
import { Uploads, type Upload, type UploadsOptions } from './uploads.ts';

/** As many as the server takes with one message. */
const MOST_FILES = 10;

export interface OutgoingOptions {
  store: Store;
  tab: Store;
  widget: string;
  post: (letter: Letter) => Promise<Added>;
  put: UploadsOptions['put'];
  alone: Alone;
  lineIsUp: () => boolean;
  onchange: (change: { letters: Letter[] } | { uploads: Upload[] }) => void;
}

export class Outgoing {
  #letters: Letter[] = [];
  readonly #sender: Sender;
  readonly #uploads: Uploads;

  constructor(options: OutgoingOptions) {
    this.#sender = new Sender({
      ...options,
      onchange: (letters) => options.onchange({ letters: (this.#letters = letters) }),
    });
    this.#uploads = new Uploads({
      ...options,
      onchange: (uploads) => {
        options.onchange({ uploads });
        this.#compare(uploads);
      },
    });
    options.onchange({ uploads: this.#uploads.all });
    this.#compare(this.#uploads.all);
  }

  say(conversation: string, text: string, reply?: ClientQuote): void {
    const files = this.#uploads.take(conversation);
    // The words go with the first files; more than fit make letters of their own.
    do {
      const these = files.splice(0, MOST_FILES);
      const uploading = these.length > 0;
      this.#sender.write({ conversation, text, reply, files: these, uploading });
      text = '';
      reply = undefined;
    } while (files.length > 0);
    this.#compare(this.#uploads.all);
  }

  attach(conversation: string, files: File[], rules: FileRules): void {
    this.#uploads.add(conversation, files, rules);
  }

  /** A file is taken out, of the composer or of a letter that waits for it. */
  detach(id: string): void {
    this.#uploads.drop([id]);
    for (const letter of this.#letters) {
      const files = letter.files?.filter((it) => it.id !== id);
      if (letter.uploading && files?.length !== letter.files?.length)
        this.#sender.rewrite({ ...letter, files });
    }
    this.#compare(this.#uploads.all);
  }

  /** Another try, of a letter or of a file. */
  retry(id: string): void {
    if (this.#uploads.all.some((it) => it.id === id)) this.#uploads.retry(id);
    else this.#sender.retry(id);
  }

  lineIsBack(): void {
    this.#sender.lineIsBack();
    this.#uploads.lineIsBack();
  }

  /** Another tab wrote, or sent. */
  reread(): void {
    this.#sender.reread();
  }

  /** These are in the thread now. */
  arrived(ids: Set<string>): void {
    this.#sender.arrived(ids);
  }

  /** The conversation they belong to is no more. */
  forget(conversation: string): void {
    this.#sender.forget(conversation);
    const all = this.#uploads.all.filter((it) => it.conversation === conversation);
    this.#uploads.drop(all.map((it) => it.id));
  }

  /** A letter whose files have all arrived may go. */
  #compare(uploads: Upload[]): void {
    for (const letter of this.#letters) {
      if (!letter.uploading) continue;
      const files = (letter.files ?? []).map(
        ({ id }, index) => uploads.find((it) => it.id === id) ?? letter.files![index]!,
      );
      if (files.some((it) => !it.url)) continue;
      this.#sender.rewrite({ ...letter, files, uploading: undefined });
      this.#uploads.drop(files.map((it) => it.id));
    }
  }
}
