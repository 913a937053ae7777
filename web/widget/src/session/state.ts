/**
 * What the client knows of the conversation, as pure functions: the view the server gives plus the frames it
 * sends is the view it would give afterwards. A frame may come twice or late and changes nothing then.
 */
import type { ClientConversation, ClientEvent, ClientFrame, Receipts } from './contract.ts';

export interface Talk extends ClientConversation {
  /** The operator is writing. */
  typing: boolean;
}

export function talkOf(view: ClientConversation): Talk {
  return { ...view, typing: false };
}

export function hear(talk: Talk, frame: ClientFrame): Talk {
  switch (frame.type) {
    case 'hello':
      return { ...talk, receipts: furthest(talk.receipts, frame.receipts), typing: false };
    case 'events':
      return frame.events.reduce(happen, talk);
    case 'queue':
      return talk.state === 'waiting' ? { ...talk, queue: frame.place } : talk;
    case 'receipts':
      return { ...talk, receipts: furthest(talk.receipts, frame.receipts) };
    case 'typing':
      return { ...talk, typing: frame.on && talk.state === 'active' };
    case 'availability':
    case 'refused':
    case 'pong':
      return talk;
  }
}

function happen(talk: Talk, event: ClientEvent): Talk {
  if (event.seq <= talk.last_seq) return talk;
  const next = { ...talk, events: [...talk.events, event], last_seq: event.seq };
  switch (event.kind) {
    case 'started':
    case 'client_said':
      return next;
    case 'operator_said':
      return { ...next, typing: false };
    case 'accepted':
      return {
        ...next,
        state: 'active',
        operator: event.operator,
        photo_url: event.photo_url,
        queue: null,
      };
    case 'redirected':
      return { ...next, state: 'waiting', operator: null, queue: null, typing: false };
    case 'ended':
      return { ...next, state: 'ended', queue: null, typing: false };
    // Colleagues who come and go change nothing here, nor does what a newer server may tell of.
    default:
      return next;
  }
}

/** This window has shown everything up to the last event. */
export function readAll(talk: Talk): Talk {
  const { last_seq } = talk;
  const client = { delivered: last_seq, read: last_seq };
  return { ...talk, receipts: furthest(talk.receipts, { ...talk.receipts, client }) };
}

/** How many of the operators' messages no window of this client has shown. */
export function unreadOf(talk: Talk): number {
  return talk.events.filter(
    (it) => it.kind === 'operator_said' && it.seq > talk.receipts.client.read,
  ).length;
}

/** Receipts only grow; a late frame cannot take a tick away. */
function furthest(a: Receipts, b: Receipts): Receipts {
  const side = (it: keyof Receipts) => ({
    delivered: Math.max(a[it].delivered, b[it].delivered),
    read: Math.max(a[it].read, b[it].read),
  });
  return { client: side('client'), operator: side('operator') };
}
