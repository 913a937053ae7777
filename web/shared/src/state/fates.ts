/** What became of messages after they were said: signs put to them, other words, taken back, media fetched. */
import type { Attachment, Author, Event, FailedWhy, Media } from '../contract.ts';

type MessageEvent = Extract<Event, { kind: 'message_added' }>;

export interface Reaction {
  author: Author;
  emoji: string;
  /** The number of the event that put it there. */
  seq: number;
}

export interface Absent {
  media: Media;
  /** Why it is not here; null: it is on its way. */
  missed: FailedWhy | null;
  /** The number of the event that told so: it may be missed again, for the same reason. */
  told: number | null;
}

export interface Fate {
  /** How it reads now. */
  text: string;
  /** How it read before, oldest first; empty: it was never changed. */
  earlier: readonly { text: string; until: string }[];
  /** When it was taken back; null: it was not. */
  deletedAt: string | null;
  /** The signs of each who put one, in the order in which they came. */
  reactions: readonly Reaction[];
  /** What was sent with it, then what was fetched since. */
  files: readonly Attachment[];
  /** What is not here: still being fetched, or missed. */
  absent: readonly Absent[];
}

/** By the message's number, of every message among the events. What happened to one that is not among them is passed over. */
export function fatesOf(events: readonly Event[]): ReadonlyMap<number, Fate> {
  const fates = new Map<number, Fate>();
  const isOvertaken = overtaking();
  for (const event of events) {
    if (event.kind === 'message_added') fates.set(event.seq, atFirst(event));
    else if ('to' in event && typeof event.to === 'number') {
      const known = fates.get(event.to);
      if (known !== undefined && !isOvertaken(event)) {
        fates.set(event.to, { ...known, ...changesBy(event, known) });
      }
    }
  }
  return fates;
}

/** Asked of events in order: whether one was done before what stands already. A messenger tells signs and other words in any order. */
function overtaking(): (event: Event) => boolean {
  const last = new Map<string, number>();
  return (event) => {
    if (event.kind !== 'reacted' && event.kind !== 'message_edited') return false;
    if (event.done_at === null) return false;
    const what = `${event.kind} ${event.to} ${event.author.kind === 'client'}`;
    const done = Date.parse(event.done_at);
    if (done < (last.get(what) ?? -Infinity)) return true;
    last.set(what, done);
    return false;
  };
}

function atFirst(event: MessageEvent): Fate {
  const there = new Set(event.files.map((file) => file.id));
  return {
    text: event.text,
    earlier: [],
    deletedAt: null,
    reactions: [],
    files: event.files,
    absent: event.media
      .filter((media) => !there.has(media.id))
      .map((media) => ({ media, missed: null, told: null })),
  };
}

function changesBy(event: Event, known: Fate): Partial<Fate> {
  switch (event.kind) {
    case 'reacted': {
      const others = known.reactions.filter(({ author }) => !isSame(author, event.author));
      const { emoji, author, seq } = event;
      return { reactions: emoji === null ? others : [...others, { author, emoji, seq }] };
    }
    case 'message_edited':
      return {
        text: event.text,
        earlier: [...known.earlier, { text: known.text, until: event.at }],
      };
    case 'message_deleted':
      return { deletedAt: event.at };
    case 'file_fetched':
      return {
        files: [...known.files.filter((file) => file.id !== event.file.id), event.file],
        absent: known.absent.filter(({ media }) => media.id !== event.file.id),
      };
    case 'file_missed':
      return {
        absent: known.absent.map((it) =>
          it.media.id === event.file ? { ...it, missed: event.why, told: event.seq } : it,
        ),
      };
    default:
      return {};
  }
}

/** Of the company there is one sign on a message, whoever of it put it there. */
function isSame(a: Author, b: Author): boolean {
  return (a.kind === 'client') === (b.kind === 'client');
}
