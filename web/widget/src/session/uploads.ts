/**
 * The files this tab is sending, one after another. Each has an id of its own from the moment it is chosen,
 * so an upload that is repeated after a lost answer is the same file. What is known of them lies in the tab's
 * storage: after a reload the finished ones are still there, and the others are said to be lost.
 */
import { Problem } from '@hovorna/shared/api/problem.ts';
import { uuid7 } from '@hovorna/shared/api/uuid7.ts';
import type { Attachment, FileRules } from './contract.ts';
import { wrongWith, type FileWrong } from './fileRules.ts';
import { Rest } from './rest.ts';
import type { Store } from './store.ts';

/** With an `url` it lies on the server; before, only its name and size are known. */
export type LetterFile = Pick<Attachment, 'id' | 'name' | 'size'> & Partial<Attachment>;

export type Upload = LetterFile & {
  conversation: string;
  /** Still in the composer; else a letter carries it. */
  loose: boolean;
  /** How much of it has gone out, 0 to 1. */
  part?: number;
  /** It stands still, and this is why. */
  wrong?: FileWrong;
};

export interface UploadsOptions {
  tab: Store;
  widget: string;
  put: (
    upload: Upload,
    file: File,
    onpart: (part: number) => void,
    signal: AbortSignal,
  ) => Promise<Attachment>;
  /** Whether the line is up: only then do failures count against a file. */
  lineIsUp: () => boolean;
  onchange: (uploads: Upload[]) => void;
}

/** Over a line that looks open. */
const TRIES = 4;

export class Uploads {
  #all: Upload[];
  #bytes = new Map<string, File>();
  #going: { id: string; stop: AbortController } | undefined;
  #tries = 0;
  readonly #rest = new Rest();
  readonly #options: UploadsOptions;
  readonly #key: string;

  constructor(options: UploadsOptions) {
    this.#options = options;
    this.#key = `hovorna:${options.widget}:files`;
    this.#all = this.#remembered();
  }

  get all(): Upload[] {
    return this.#all;
  }

  add(conversation: string, files: File[], rules: FileRules): void {
    const added = files.map((file) => {
      const id = uuid7();
      this.#bytes.set(id, file);
      const { name, size } = file;
      return { id, conversation, name, size, loose: true, wrong: wrongWith(file, rules) };
    });
    this.#change([...this.#all, ...added]);
    void this.#go();
  }

  /** The good ones of the composer: a letter carries them from now on. */
  take(conversation: string): Upload[] {
    const isTaken = (it: Upload) => it.loose && it.conversation === conversation && !it.wrong;
    const taken = this.#all.filter(isTaken);
    this.#change(this.#all.map((it) => (isTaken(it) ? { ...it, loose: false } : it)));
    return taken;
  }

  retry(id: string): void {
    this.#tries = 0;
    this.#mark(id, { wrong: undefined });
    void this.#go();
  }

  drop(ids: string[]): void {
    if (this.#going && ids.includes(this.#going.id)) this.#going.stop.abort();
    ids.forEach((id) => this.#bytes.delete(id));
    if (this.#all.some((it) => ids.includes(it.id)))
      this.#change(this.#all.filter((it) => !ids.includes(it.id)));
  }

  lineIsBack(): void {
    this.#tries = 0;
    const again = this.#all.map((it) => (it.wrong === 'failed' ? { ...it, wrong: undefined } : it));
    if (this.#all.some((it) => it.wrong === 'failed')) this.#change(again);
    this.#rest.over();
    void this.#go();
  }

  async #go(): Promise<void> {
    if (this.#going) return;
    const isNext = (it: Upload) => !it.url && !it.wrong && this.#bytes.has(it.id);
    for (let next = this.#all.find(isNext); next; next = this.#all.find(isNext)) {
      this.#going = { id: next.id, stop: new AbortController() };
      await this.#send(next, this.#going.stop.signal);
    }
    this.#going = undefined;
  }

  async #send(upload: Upload, signal: AbortSignal): Promise<void> {
    const { id } = upload;
    try {
      const onpart = (part: number) => this.#show(this.#with(id, { part }));
      const file = await this.#options.put(upload, this.#bytes.get(id)!, onpart, signal);
      this.#tries = 0;
      this.#bytes.delete(id);
      this.#mark(id, { ...file, part: undefined });
    } catch (error) {
      if (signal.aborted) return;
      this.#mark(id, { part: 0 });
      if (error instanceof Problem && !error.isTemporary)
        return this.#mark(id, { wrong: meaning(error) });
      if (++this.#tries >= TRIES && this.#options.lineIsUp())
        return this.#mark(id, { wrong: 'failed' });
      await this.#rest.after(error, this.#tries);
    }
  }

  #with(id: string, change: Partial<Upload>): Upload[] {
    return this.#all.map((it) => (it.id === id ? { ...it, ...change } : it));
  }

  #mark(id: string, change: Partial<Upload>): void {
    this.#change(this.#with(id, change));
  }

  #change(all: Upload[]): void {
    const { tab } = this.#options;
    if (all.length > 0) tab.set(this.#key, JSON.stringify(all));
    else tab.remove(this.#key);
    this.#show(all);
  }

  #show(all: Upload[]): void {
    this.#all = all;
    this.#options.onchange(all);
  }

  /** The bytes of those that were on their way went with the page. */
  #remembered(): Upload[] {
    try {
      const found: Upload[] = JSON.parse(this.#options.tab.get(this.#key) ?? '[]');
      const isLost = ({ url, wrong }: Upload) => !url && (!wrong || wrong === 'failed');
      return found.map((it) => (isLost(it) ? { ...it, wrong: 'lost' } : it));
    } catch {
      return [];
    }
  }
}

function meaning({ code, body }: Problem): FileWrong {
  const why = (body.fields as { file?: string } | undefined)?.file;
  if (why === 'kind' || why === 'empty') return why;
  return code === 'too-large' ? 'size' : code === 'ended' ? code : 'failed';
}
