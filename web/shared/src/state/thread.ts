/** A conversation's events and the letters on their way, cut into what the thread draws. */
import type { Event, Receipts } from '../contract.ts';
import type { Letter } from '../live/outbox.ts';

export type MessageEvent = Extract<Event, { kind: 'message_added' }>;
export type NoteEvent = Extract<Event, { kind: 'note_added' }>;
export type LineEvent = Exclude<Event, { kind: 'message_added' | 'note_added' }>;

export type ThreadItem = { key: string } & (
  | { type: 'day'; at: string }
  | {
      type: 'message';
      event: MessageEvent;
      isContinued: boolean;
      isLastOfGroup: boolean;
      tick: Tick | null;
    }
  /** From here on it is new to the reader. */
  | { type: 'unread' }
  | { type: 'note'; event: NoteEvent }
  | { type: 'line'; event: LineEvent }
  | { type: 'letter'; letter: Letter; isContinued: boolean }
);

/** How far an operator's message has got with the client. */
export type Tick = 'sent' | 'delivered' | 'read';

/** Messages of one author within this time stand together under one time stamp. */
const GROUP_MS = 3 * 60_000;

export function threadOf(
  events: readonly Event[],
  letters: readonly Letter[],
  receipts: Receipts,
  /** The reader's calendar day of a moment. */
  dayOf: (at: string) => string,
  /** Up to where it was read; a line stands before what the client said later. Null: no line. */
  readUpTo: number | null = null,
): ThreadItem[] {
  const items: ThreadItem[] = [];
  let day: string | null = null;
  const onDay = (at: string) => {
    if (dayOf(at) !== day) items.push({ key: `day-${dayOf(at)}`, type: 'day', at });
    day = dayOf(at);
  };
  // Whom it was offered to is told in the Routing tab; the talk reads on.
  const told = events.filter((event) => event.kind !== 'offered');
  const unread = told.find((event) => readUpTo !== null && isNew(event, readUpTo));
  told.forEach((event, index) => {
    onDay(event.at);
    if (event === unread) items.push({ key: 'unread', type: 'unread' });
    items.push(itemOf(event, told[index - 1], told[index + 1], receipts));
  });
  const arrived = new Set(events.map((event) => event.id));
  letters
    .filter((letter) => !arrived.has(letter.id))
    .forEach((letter, index) => {
      onDay(letter.at);
      items.push({ key: letter.id, type: 'letter', letter, isContinued: index > 0 });
    });
  return items;
}

/** Something the client said after `readUpTo`. */
export function isNew(event: Event, readUpTo: number): boolean {
  return event.kind === 'message_added' && event.author.kind === 'client' && event.seq > readUpTo;
}

function itemOf(
  event: Event,
  before: Event | undefined,
  after: Event | undefined,
  receipts: Receipts,
): ThreadItem {
  if (event.kind === 'message_added')
    return {
      key: event.id,
      type: 'message',
      event,
      isContinued: belongTogether(before, event),
      isLastOfGroup: !belongTogether(event, after),
      tick: event.author.kind === 'operator' ? tickOf(event.seq, receipts) : null,
    };
  if (event.kind === 'note_added') return { key: event.id, type: 'note', event };
  return { key: event.id, type: 'line', event };
}

function belongTogether(first: Event | undefined, second: Event | undefined): boolean {
  if (first?.kind !== 'message_added' || second?.kind !== 'message_added') return false;
  return (
    authorKey(first) === authorKey(second) &&
    Date.parse(second.at) - Date.parse(first.at) < GROUP_MS
  );
}

function authorKey({ author }: Event): string {
  return 'id' in author ? author.id : author.kind;
}

export function tickOf(seq: number, receipts: Receipts): Tick {
  if (seq <= receipts.client.read) return 'read';
  if (seq <= receipts.client.delivered) return 'delivered';
  return 'sent';
}
