/** A conversation's events and the letters on their way, cut into what the thread draws. */
import type {
  ConversationView,
  DeliveryState,
  Event,
  MessageDelivery,
  Receipts,
} from '../contract.ts';
import type { Letter } from '../live/outbox.ts';
import { fatesOf, type Fate } from './fates.ts';

export type MessageEvent = Extract<Event, { kind: 'message_added' }>;
export type NoteEvent = Extract<Event, { kind: 'note_added' }>;
/** What is drawn with the message it is about. */
const OF_MESSAGES = [
  'reacted',
  'message_edited',
  'message_deleted',
  'file_fetched',
  'file_missed',
] as const;
type OfMessage = (typeof OF_MESSAGES)[number];
export type LineEvent = Exclude<Event, { kind: 'message_added' | 'note_added' | OfMessage }>;

export type ThreadItem = { key: string } & (
  | { type: 'day'; at: string }
  | {
      type: 'message';
      event: MessageEvent;
      /** What became of it since. */
      fate: Fate;
      isContinued: boolean;
      /** Its time and tick stand for the group, or, on an outside messenger, the next one has got less or more far. */
      isLastOfGroup: boolean;
      tick: Tick | null;
      /** How far it has got on an outside messenger, where that was told. */
      delivery: MessageDelivery | null;
      /** Our sign on it that did not get there, where it did not. */
      lostSign: MessageDelivery | null;
    }
  /** From here on it is new to the reader. */
  | { type: 'unread' }
  | { type: 'note'; event: NoteEvent }
  | { type: 'line'; event: LineEvent }
  | { type: 'letter'; letter: Letter; isContinued: boolean }
);

/** How far an operator's message has got with the client. */
export type Tick = DeliveryState;

/** What tells how far the operators' messages have got. */
export interface Reach {
  receipts: Receipts;
  /** Told of each message, of a conversation through an outside messenger. */
  deliveries: readonly MessageDelivery[];
  /** It is one: what nothing was told of may never have left. */
  isOutside: boolean;
}

/** Messages of one author within this time stand together under one time stamp. */
const GROUP_MS = 3 * 60_000;

export function threadOf(
  events: readonly Event[],
  letters: readonly Letter[],
  reach: Reach,
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
  const fates = fatesOf(events);
  // Whom it was offered to is told in the Routing tab; the talk reads on.
  const told = events.filter(isTold);
  const unread = told.find((event) => readUpTo !== null && isNew(event, readUpTo));
  told.forEach((event, index) => {
    onDay(event.at);
    if (event === unread) items.push({ key: 'unread', type: 'unread' });
    items.push(itemOf(event, told[index - 1], told[index + 1], fates, reach));
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

type ToldEvent = MessageEvent | NoteEvent | LineEvent;

function isTold(event: Event): event is ToldEvent {
  return event.kind !== 'offered' && !OF_MESSAGES.some((kind) => kind === event.kind);
}

function itemOf(
  event: ToldEvent,
  before: Event | undefined,
  after: Event | undefined,
  fates: ReadonlyMap<number, Fate>,
  reach: Reach,
): ThreadItem {
  if (event.kind === 'message_added') {
    const fate = fates.get(event.seq)!;
    const told = (seq: number | undefined) => toldOf(seq, reach);
    const delivery = told(event.seq);
    const tick = tickOf(event, reach);
    const sign = told(fate.reactions.find((it) => it.author.kind !== 'client')?.seq);
    return {
      key: event.id,
      type: 'message',
      event,
      fate,
      isContinued: belongTogether(before, event),
      isLastOfGroup:
        !belongTogether(event, after) || (reach.isOutside && tick !== tickOf(after, reach)),
      tick,
      delivery,
      lostSign: sign?.state === 'failed' ? sign : null,
    };
  }
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

function toldOf(seq: number | undefined, { deliveries }: Reach): MessageDelivery | null {
  return deliveries.find((it) => it.seq === seq) ?? null;
}

/** Null: nothing is told of it, as of what the client said. */
function tickOf(event: Event | undefined, reach: Reach): Tick | null {
  if (event?.author.kind !== 'operator') return null;
  const { seq } = event;
  const { client } = reach.receipts;
  const delivery = toldOf(seq, reach);
  if (delivery !== null) return delivery.state;
  if (seq <= client.read) return 'read';
  if (seq <= client.delivered) return 'delivered';
  return reach.isOutside ? null : 'sent';
}

/** What tells how far messages of this conversation have got. */
export function reachOf({ conversation, deliveries }: ConversationView): Reach {
  return {
    receipts: conversation.receipts,
    deliveries,
    isOutside: conversation.channel !== null,
  };
}
