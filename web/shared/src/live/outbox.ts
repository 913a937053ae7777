/**
 * Messages on their way: drawn at once under their own id, posted in order per conversation until
 * the server has acknowledged them, kept over reloads. The server knows a repeated id, so asking
 * again after a lost answer never doubles a message.
 */
import type { Attachment, Quote } from '../contract.ts';
import { Problem } from '../api/problem.ts';
import { backoffMs } from './backoff.ts';

export type Letter = {
  /** Made by this browser; the event in the log carries the same id. */
  id: string;
  conversation: string;
  kind: 'message' | 'note';
  text: string;
  /** Uploaded already, for a message only. */
  files?: Attachment[];
  /** The message this one answers. */
  replyTo?: Quote;
  /** The template it was made of. */
  template?: string;
  /** When it was written, RFC 3339. */
  at: string;
  status: LetterStatus;
};

export type LetterStatus =
  | { kind: 'pending' }
  /** Tried several times without success; goes on when asked to, or when the line is back. */
  | { kind: 'failed' }
  /** The server will never take it; `body` is all it said of why. Of a letter kept by an earlier build it is not there. */
  | { kind: 'refused'; code: string; body?: Readonly<Record<string, unknown>> }
  /** Stored by the server; gone from here as soon as its event is in the thread. */
  | { kind: 'sent' };

/** After this many tries the person is told. */
const TRIES_BEFORE_FAILED = 4;

export interface OutboxOptions {
  /** Posts one letter; resolves when the server has stored it. */
  post: (letter: Letter) => Promise<unknown>;
  /** While the line is known to be down nobody need be told that a letter did not go. */
  isLineUp: () => boolean;
  /** Called with the whole list after every change. */
  onchange: (letters: readonly Letter[]) => void;
  /** One entry per letter, so that two tabs do not write over each other's. */
  storage: Storage;
  /** Begins every key; one per operator: two people at one computer must not send each other's words. */
  storagePrefix: string;
}

export class Outbox {
  #letters: Letter[];
  /** Conversations whose first letter is being posted or waits for its next try. */
  readonly #busy = new Map<string, ReturnType<typeof setTimeout> | null>();
  readonly #tries = new Map<string, number>();
  readonly #options: OutboxOptions;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#letters = read(options);
  }

  get letters(): readonly Letter[] {
    return this.#letters;
  }

  add(letter: Omit<Letter, 'status'>): void {
    this.#change([...this.#letters, { ...letter, status: { kind: 'pending' } }]);
    this.#next(letter.conversation);
  }

  /** The person asks for another try. */
  retry(id: string): void {
    const letter = this.#letters.find((it) => it.id === id);
    if (letter === undefined) return;
    this.#tries.delete(id);
    this.#setStatus(id, { kind: 'pending' });
    this.#rush(letter.conversation);
  }

  discard(id: string): void {
    const letter = this.#letters.find((it) => it.id === id);
    this.#change(this.#letters.filter((it) => it.id !== id));
    if (letter !== undefined) this.#next(letter.conversation);
  }

  /** The line is back: everything unsent goes now. */
  lineIsBack(): void {
    this.#letters
      .filter((letter) => letter.status.kind === 'failed')
      .forEach((letter) => this.#setStatus(letter.id, { kind: 'pending' }));
    new Set(this.#letters.map((letter) => letter.conversation)).forEach((conversation) =>
      this.#rush(conversation),
    );
  }

  /** These events are in the thread now; their letters are done. */
  arrived(ids: readonly string[]): void {
    const known = new Set(ids);
    if (this.#letters.some((letter) => known.has(letter.id)))
      this.#change(this.#letters.filter((letter) => !known.has(letter.id)));
  }

  /** Stops all timers; what is unsent stays stored. */
  stop(): void {
    this.#busy.forEach((timer) => clearTimeout(timer ?? undefined));
    this.#busy.clear();
  }

  #rush(conversation: string): void {
    const timer = this.#busy.get(conversation);
    if (timer === null) return;
    clearTimeout(timer);
    this.#busy.delete(conversation);
    this.#next(conversation);
  }

  #next(conversation: string): void {
    if (this.#busy.has(conversation)) return;
    const letter = this.#letters.find(
      (it) => it.conversation === conversation && it.status.kind !== 'sent',
    );
    // A refused or failed letter holds the later ones back: they may lean on what it says.
    if (letter === undefined || letter.status.kind !== 'pending') return;
    this.#busy.set(conversation, null);
    this.#options.post(letter).then(
      () => this.#posted(letter),
      (error: unknown) => this.#notPosted(letter, error),
    );
  }

  #posted(letter: Letter): void {
    this.#busy.delete(letter.conversation);
    this.#tries.delete(letter.id);
    this.#setStatus(letter.id, { kind: 'sent' });
    this.#next(letter.conversation);
  }

  #notPosted(letter: Letter, error: unknown): void {
    this.#busy.delete(letter.conversation);
    if (error instanceof Problem && !error.isTemporary) {
      this.#setStatus(letter.id, { kind: 'refused', code: error.code, body: error.body });
      return;
    }
    const tries = (this.#tries.get(letter.id) ?? 0) + 1;
    this.#tries.set(letter.id, tries);
    if (tries >= TRIES_BEFORE_FAILED && this.#options.isLineUp()) {
      this.#setStatus(letter.id, { kind: 'failed' });
      return;
    }
    const asked = error instanceof Problem ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    this.#busy.set(
      letter.conversation,
      setTimeout(() => this.#rush(letter.conversation), Math.max(asked, backoffMs(tries))),
    );
  }

  #setStatus(id: string, status: LetterStatus): void {
    this.#change(this.#letters.map((it) => (it.id === id ? { ...it, status } : it)));
  }

  #change(letters: Letter[]): void {
    const before = this.#letters;
    this.#letters = letters;
    try {
      this.#store(before, letters);
    } catch {
      // A full or forbidden storage only costs surviving a reload; sending goes on.
    }
    this.#options.onchange(letters);
  }

  #store(before: readonly Letter[], letters: readonly Letter[]): void {
    const { storage, storagePrefix } = this.#options;
    const kept = letters.filter((letter) => letter.status.kind !== 'sent');
    const ids = new Set(kept.map((letter) => letter.id));
    for (const { id } of before) if (!ids.has(id)) storage.removeItem(storagePrefix + id);
    for (const letter of kept)
      if (!before.includes(letter))
        storage.setItem(storagePrefix + letter.id, JSON.stringify(letter));
  }
}

function read({ storage, storagePrefix }: OutboxOptions): Letter[] {
  try {
    return (
      Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
        .filter((key) => key.startsWith(storagePrefix))
        .map((key) => JSON.parse(storage.getItem(key) ?? '') as Letter)
        // The browser keeps its keys in no order; ids sort by the time they were made.
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        // A failed one is tried again after a reload; a refused one keeps its reason.
        .map((letter) =>
          letter.status.kind === 'failed' ? { ...letter, status: { kind: 'pending' } } : letter,
        )
    );
  } catch {
    return [];
  }
}
