/**
 * What the client has written and the server has not acknowledged. Each message lies in storage under a key
 * of its own, so two tabs never overwrite each other's list, and its id (UUIDv7) is both the order and the
 * key that makes a second sending harmless.
 */
import type { ClientQuote } from './contract.ts';
import type { Store } from './store.ts';
import type { LetterFile } from './uploads.ts';

export interface Letter {
  id: string;
  conversation: string;
  text: string;
  files?: LetterFile[];
  /** What it answers. */
  reply?: ClientQuote;
  /**
   * Its files are still on their way: it is not sent yet, and lies in this tab's storage, because only this
   * tab has them.
   */
  uploading?: boolean;
  /** When it was written, milliseconds. */
  at: number;
  /** The server will never take it; the code says why. */
  refused?: string;
  /** Several tries came to nothing; goes on when asked to, or when the line is back. Never stored. */
  failed?: boolean;
  /** Stored by the server under this number; its event is on the way. Never stored. */
  seq?: number;
}

const prefix = (widget: string) => `hovorna:${widget}:out:`;

export function readOutbox(store: Store, widget: string): Letter[] {
  return store
    .keys()
    .filter((key) => key.startsWith(prefix(widget)))
    .sort()
    .flatMap((key) => parse(store.get(key)));
}

export function keep(store: Store, widget: string, { failed, seq, ...letter }: Letter): void {
  void failed;
  void seq;
  store.set(prefix(widget) + letter.id, JSON.stringify(letter));
}

export function drop(store: Store, widget: string, id: string): void {
  store.remove(prefix(widget) + id);
}

export function isKept(store: Store, widget: string, id: string): boolean {
  return store.get(prefix(widget) + id) !== null;
}

export function isOutboxKey(widget: string, key: string | null): boolean {
  return key?.startsWith(prefix(widget)) ?? false;
}

/** What this tab knows, after looking at what lies in storage now: another tab wrote, or has sent. */
export function merge(known: Letter[], stored: Letter[]): Letter[] {
  const inStore = new Map(stored.map((it) => [it.id, it]));
  const kept = known.map((it) => {
    if (it.seq !== undefined || it.uploading) return it;
    const now = inStore.get(it.id);
    // Gone from storage: another tab has had the acknowledgement.
    return now ? { ...it, refused: now.refused } : { ...it, seq: 0 };
  });
  const fresh = stored.filter((it) => !known.some((other) => other.id === it.id));
  return [...kept, ...fresh].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * The next to send: later ones wait for it, so order holds. For refused ones nobody waits, nor for those whose
 * files are on their way: words need not stand behind a film.
 */
export function nextToSend(letters: Letter[]): Letter | undefined {
  const next = letters.find((it) => it.seq === undefined && !it.refused && !it.uploading);
  return next?.failed ? undefined : next;
}

function parse(text: string | null): Letter[] {
  try {
    const found = JSON.parse(text ?? 'null');
    return typeof found?.id === 'string' && typeof found.text === 'string' ? [found] : [];
  } catch {
    return [];
  }
}
