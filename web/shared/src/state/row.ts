/**
 * What an event changes in a conversation's row. Messages in an active conversation send no row:
 * whoever follows the events keeps the row true with this. The rules are those of the server.
 */
import type { Author, Content, Conversation, Event, Named, Receipts, Side } from '../contract.ts';
import { closed, handedOver, invited, joined, left } from './colleagues.ts';
import { never } from './never.ts';

/** More unread messages than this are not counted one by one. */
const UNREAD_SHOWN = 99;
/** What the server calls white space; JavaScript's `\s` differs a little. */
const WHITE_SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const FIRST_WORDS_LONGEST = 120;

/** An event the row already knows of changes nothing. */
export function rowWithEvent(row: Conversation, event: Event): Conversation {
  if (event.seq <= row.last_seq) return row;
  return { ...row, last_seq: event.seq, ...changesBy(event, row) };
}

/** Receipts only ever grow, whatever the order they arrive in. */
export function rowWithReceipts(row: Conversation, receipts: Receipts): Conversation {
  const grown = {
    client: furthest(row.receipts.client, receipts.client),
    operator: furthest(row.receipts.operator, receipts.operator),
  };
  return {
    ...row,
    receipts: grown,
    unread: row.unread.filter((seq) => seq > grown.operator.read),
  };
}

/** A row as the server sent it, beside the one known here: the newer one, and never fewer receipts. */
export function newerRow(known: Conversation | undefined, sent: Conversation): Conversation {
  if (known === undefined) return sent;
  return sent.last_seq < known.last_seq
    ? rowWithReceipts(known, sent.receipts)
    : rowWithReceipts(sent, known.receipts);
}

export function operatorOf(author: Author): Named | null {
  return author.kind === 'operator' ? { id: author.id, name: author.name } : null;
}

function changesBy(event: Event, row: Conversation): Partial<Conversation> {
  switch (event.kind) {
    case 'started':
    case 'note_added':
    case 'page_viewed':
    case 'client_note_added':
    case 'erased':
    case 'client_banned':
    case 'client_unbanned':
    case 'transcript_sent':
    case 'reacted':
    case 'message_edited':
    case 'message_deleted':
    case 'file_fetched':
    case 'file_missed':
    case 'held_elsewhere':
      return {};
    case 'rated':
      return {
        rating: {
          ...{ stars: event.stars, comment: event.comment },
          // It stays the one that was said first, however often it is said otherwise.
          at: row.rating?.at ?? event.at,
        },
      };
    case 'message_added':
      return said(event, row);
    case 'accepted':
      return {
        state: 'active',
        operator: operatorOf(event.author),
        accepted_at: event.at,
        first_accepted_at: row.first_accepted_at ?? event.at,
        accept_by: null,
        offered_to: [],
      };
    case 'redirected':
      return redirected(event, row);
    case 'offered':
      return { offered_to: event.to === null ? [] : [...row.offered_to, event.to] };
    case 'invited':
      return invited(event, row);
    case 'invitation_closed':
      return closed(event.to, row);
    case 'joined':
      return joined(event, row);
    case 'left':
      return left(event.operator, row);
    case 'handed_over':
      return handedOver(event, row);
    case 'client_left':
      return { client_left_at: event.at };
    case 'client_returned':
      return { client_left_at: null };
    case 'client_changed':
      return {
        client: { ...row.client, name: event.name, phone: event.phone, email: event.email },
      };
    case 'client_merged':
    case 'client_parted':
      // Which photo that is, the row says that is told with it.
      return { client: { ...event.client, photo_url: row.client.photo_url } };
    case 'tags_changed':
      return { tags: event.tags };
    case 'parameters_changed':
      return { parameters: event.parameters };
    case 'ended':
      return {
        state: 'ended',
        invitations: [],
        ended_at: event.at,
        end_cause: event.cause,
        result: event.result,
        accepted_at: null,
        accept_by: null,
        offered_to: [],
        client_left_at: null,
      };
    default:
      never(event);
      return {};
  }
}

function said(
  event: Extract<Event, { kind: 'message_added' }>,
  row: Conversation,
): Partial<Conversation> {
  const words = wordsOf(event);
  const from: Side = event.author.kind === 'client' ? 'client' : 'operator';
  const last_message = { from, words, at: event.at, seq: event.seq };
  if (from === 'operator') return { last_message, unanswered_since: null };
  return {
    last_message,
    first_words: row.first_words ?? words,
    unanswered_since: row.unanswered_since ?? event.at,
    unread: [...row.unread, event.seq].slice(-UNREAD_SHOWN),
  };
}

function redirected(
  event: Extract<Event, { kind: 'redirected' }>,
  row: Conversation,
): Partial<Conversation> {
  const by = operatorOf(event.author);
  const returned = event.cause === 'operator_vanished' || event.cause === 'target_removed';
  return {
    state: 'waiting',
    target: event.to,
    group: 'group' in event.to ? event.to.group : row.group,
    operator: null,
    guests: [],
    invitations: [],
    accepted_at: null,
    accept_by: event.accept_by,
    offered_to: [],
    priority: row.priority + (returned ? 1 : 0),
    // The desk's own redirects keep the last operator's word: it still helps whoever comes next.
    redirected_by: by ?? row.redirected_by,
    redirect_note: by === null ? row.redirect_note : event.note,
  };
}

/** What a message is in one line: its beginning, what else it says, or the names of its files. Empty: media without a name. */
export function wordsOf({
  text,
  files,
  media = [],
  content = null,
}: {
  text: string;
  files: readonly { name: string }[];
  media?: readonly { name: string | null }[];
  content?: Content | null;
}): string {
  if (text !== '') return firstWords(text);
  if (content !== null) return contentWords(content);
  const names = media.length > 0 ? media : files;
  return firstWords(
    names
      .map((it) => it.name)
      .filter((name) => name !== null)
      .join(', '),
  );
}

/** What of it needs no translation. */
function contentWords(content: Content): string {
  switch (content.kind) {
    case 'location': {
      const { latitude, longitude, name, address } = content;
      const words = name ?? address;
      return words === null ? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` : firstWords(words);
    }
    case 'contacts':
      return firstWords(content.cards.map((card) => card.name).join(', '));
    case 'order':
      return firstWords(content.items.map((it) => `${it.quantity} × ${it.product}`).join(', '));
    case 'unsupported':
      return firstWords(`(${content.what})`);
  }
}

/** One line, at most 120 characters. */
export function firstWords(text: string): string {
  const line = text
    .split(WHITE_SPACE)
    .filter((word) => word !== '')
    .join(' ');
  const characters = [...line];
  if (characters.length < FIRST_WORDS_LONGEST) return line;
  return `${characters.slice(0, FIRST_WORDS_LONGEST - 1).join('')}…`;
}

function furthest(a: Receipts['client'], b: Receipts['client']): Receipts['client'] {
  return { delivered: Math.max(a.delivered, b.delivered), read: Math.max(a.read, b.read) };
}
