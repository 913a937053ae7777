/**
 * One conversation as preview, stage and dock show it: a view loaded once, kept true by the
 * events and rows that follow.
 */
import type {
  Attachment,
  ConsoleFrame,
  ConversationView,
  Event,
  MessageDelivery,
  Side,
} from '../contract.ts';
import { never } from './never.ts';
import { newerRow, operatorOf, rowWithEvent, rowWithReceipts } from './row.ts';

/** As many pages as the server keeps in a view. */
const PAGE_VIEWS = 50;
/** As many files as the server keeps in a view. */
const FILES = 50;

/** The number of the last event that is here; the socket is asked for what comes after. */
export function lastSeq(view: ConversationView): number {
  return view.events.at(-1)?.seq ?? view.conversation.last_seq;
}

export function applyToView(view: ConversationView, frame: ConsoleFrame): ConversationView {
  const { conversation } = view;
  switch (frame.type) {
    case 'events':
      return frame.conversation === conversation.id ? frame.events.reduce(withEvent, view) : view;
    case 'row':
      return frame.conversation.id === conversation.id
        ? { ...view, conversation: newerRow(conversation, frame.conversation) }
        : view;
    case 'receipts':
      return frame.conversation === conversation.id
        ? { ...view, conversation: rowWithReceipts(conversation, frame.receipts) }
        : view;
    case 'delivery':
      return frame.conversation === conversation.id ? withDelivery(view, frame.delivery) : view;
    case 'hello':
    case 'gone':
    case 'subscribed':
    case 'refused':
    case 'typing':
    case 'looking':
    case 'operator':
    case 'offline_request':
    case 'workspace_changed':
    case 'signed_out':
    case 'pong':
      return view;
    default:
      never(frame);
      return view;
  }
}

/** Older events, loaded when the reader scrolls up. */
export function withOlder(
  view: ConversationView,
  older: readonly Event[],
  hasMore: boolean,
): ConversationView {
  const first = view.events[0]?.seq ?? Infinity;
  const before = older.filter((event) => event.seq < first);
  return { ...view, events: [...before, ...view.events], more_events: hasMore };
}

/** Whether with this event so much hangs on the client that it has to be asked for anew. */
export function isAnotherClient(event: Event): boolean {
  return (
    event.kind === 'client_merged' ||
    event.kind === 'client_parted' ||
    event.kind === 'client_banned' ||
    event.kind === 'client_unbanned'
  );
}

/** What hangs on the client, as it was asked for anew; the thread and the row are true already. */
export function withClientOf(view: ConversationView, anew: ConversationView): ConversationView {
  const { client, past, page_views, files } = anew;
  return {
    ...view,
    conversation: newerRow(view.conversation, anew.conversation),
    client,
    past,
    page_views,
    files,
  };
}

function withEvent(view: ConversationView, event: Event): ConversationView {
  // A repeated event is old news; one after a gap waits until the gap has been filled.
  if (event.seq !== lastSeq(view) + 1) return view;
  const conversation = rowWithEvent(view.conversation, event);
  return besidesTheRow({ ...view, conversation, events: [...view.events, event] }, event);
}

/** What an event changes in a view besides its thread and its row. */
function besidesTheRow(view: ConversationView, event: Event): ConversationView {
  switch (event.kind) {
    case 'page_viewed':
      return withPageView(view, event);
    case 'client_note_added':
      return withClientNote(view, event);
    case 'message_added':
      return withFiles(view, event.files, event);
    case 'file_fetched':
      return withFiles(view, [event.file], saying(view, event.to) ?? event);
    case 'started':
    case 'note_added':
    case 'accepted':
    case 'redirected':
    case 'offered':
    case 'invited':
    case 'invitation_closed':
    case 'joined':
    case 'left':
    case 'handed_over':
    case 'client_left':
    case 'client_returned':
    case 'client_changed':
    case 'client_merged':
    case 'client_parted':
    case 'client_banned':
    case 'client_unbanned':
    case 'tags_changed':
    case 'parameters_changed':
    case 'rated':
    case 'transcript_sent':
    case 'ended':
    case 'erased':
    case 'reacted':
    case 'message_edited':
    case 'message_deleted':
    case 'file_missed':
    case 'held_elsewhere':
      return view;
    default:
      never(event);
      return view;
  }
}

function withPageView(
  view: ConversationView,
  event: Extract<Event, { kind: 'page_viewed' }>,
): ConversationView {
  if (view.page_views.some((page) => page.id === event.id)) return view;
  const page = { id: event.id, url: event.url, title: event.title, at: event.at };
  return { ...view, page_views: [page, ...view.page_views].slice(0, PAGE_VIEWS) };
}

/** The message of this number, if it is here. */
function saying(view: ConversationView, seq: number): Event | undefined {
  return view.events.find((event) => event.seq === seq);
}

/** `message`: with which they were sent; what was fetched from a messenger came with an earlier one. */
function withFiles(
  view: ConversationView,
  files: readonly Attachment[],
  message: Event,
): ConversationView {
  if (files.length === 0) return view;
  const isOurs = message.author.kind === 'operator' || message.author.kind === 'elsewhere';
  const from: Side = isOurs ? 'operator' : 'client';
  const sent = files
    .filter((file) => !view.files.some((known) => known.file.id === file.id))
    .map((file) => ({ file, conversation: view.conversation.id, from, at: message.at }))
    // As the server lists them: newest first, and within one message by their ids.
    .sort((a, b) => (a.file.id < b.file.id ? 1 : -1));
  return { ...view, files: [...sent, ...view.files].slice(0, FILES) };
}

/** Its last word counts; what is tried again goes back to waiting. */
function withDelivery(view: ConversationView, told: MessageDelivery): ConversationView {
  const known = view.deliveries.find((it) => it.seq === told.seq);
  if (known !== undefined && Date.parse(told.at) < Date.parse(known.at)) return view;
  const others = view.deliveries.filter((it) => it.seq !== told.seq);
  return { ...view, deliveries: [...others, told].sort((a, b) => a.seq - b.seq) };
}

function withClientNote(
  view: ConversationView,
  event: Extract<Event, { kind: 'client_note_added' }>,
): ConversationView {
  const by = operatorOf(event.author);
  if (by === null || view.client.notes.some((note) => note.id === event.id)) return view;
  const note = { id: event.id, text: event.text, by, at: event.at };
  return { ...view, client: { ...view.client, notes: [note, ...view.client.notes] } };
}
