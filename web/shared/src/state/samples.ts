/** Made-up rows and events for tests of state: a small company whose operator is Klára. */
import type {
  Capabilities,
  Conversation,
  Operator,
  Workspace,
  WorkspaceChannel,
} from '../contract.ts';
import type { MessageEvent } from './thread.ts';

export const ME = { id: 'klara', name: 'Klára Nováková' };
export const SUPPORT = { id: 'support', name: 'Support' };

/** The moment `second` seconds after nine o'clock. */
export function at(second: number): string {
  return new Date(Date.UTC(2026, 0, 5, 9, 0, second)).toISOString();
}

export function aRow(id: string, facts: Partial<Conversation> = {}): Conversation {
  return {
    id,
    entry: 'chat',
    state: 'waiting',
    client: { id: `client-${id}`, name: null, phone: null, email: null, photo_url: null },
    verified: null,
    consent: null,
    language: null,
    browser: null,
    os: null,
    device: null,
    widget: null,
    channel: null,
    reply_until: null,
    target: { group: SUPPORT },
    operator: null,
    guests: [],
    invitations: [],
    queued_at: at(0),
    priority: 0,
    accept_by: null,
    offered_to: [],
    redirected_by: null,
    redirect_note: null,
    group: SUPPORT,
    first_accepted_at: null,
    accepted_at: null,
    ended_at: null,
    end_cause: null,
    result: null,
    rating: null,
    tags: [],
    parameters: {},
    last_seq: 1,
    first_words: null,
    last_message: null,
    unanswered_since: null,
    unread: [],
    client_left_at: null,
    receipts: { client: { delivered: 0, read: 0 }, operator: { delivered: 0, read: 0 } },
    continues: null,
    ...facts,
  };
}

export function anOperator(facts: Partial<Operator> = {}): Operator {
  return {
    ...ME,
    public_name: null,
    photo_url: null,
    status: 'available',
    shown: 'available',
    away_reason: null,
    wraps_up_until: null,
    active: 0,
    chat_limit: 3,
    groups: [SUPPORT.id],
    entries_barred: [],
    entries_off: [],
    ...facts,
  };
}

export function aWorkspace(facts: Partial<Workspace> = {}): Workspace {
  return {
    me: {
      ...ME,
      public_name: null,
      photo_url: null,
      email: 'klara@example.com',
      role: 'operator',
      permissions: ['preview', 'redirect'],
    },
    company: {
      name: 'Lumen',
      previews: true,
      link_previews: true,
      mail: true,
      files: { kinds: 'documents', largest_megabytes: 25 },
    },
    groups: [],
    operators: [anOperator()],
    queue: [],
    mine: [],
    invitations: [],
    offline: [],
    results: [],
    tags: [],
    away_reasons: [],
    channels: [],
    ...facts,
  };
}

export function aMessage(
  seq: number,
  by: 'client' | 'klara',
  text = 'hello',
  facts: Partial<MessageEvent> = {},
): MessageEvent {
  return {
    seq,
    id: `message-${seq}`,
    at: at(seq),
    author: by === 'client' ? { kind: 'client' } : { kind: 'operator', ...ME },
    kind: 'message_added',
    text,
    files: [],
    reply_to: null,
    sent_at: null,
    media: [],
    content: null,
    forwarded: false,
    template: null,
    ...facts,
  };
}

/** What a made-up messenger with a window and templates takes. */
export function whatItCan(facts: Partial<Capabilities> = {}): Capabilities {
  return {
    text: 4096,
    files: [
      { types: ['image/jpeg', 'image/png'], most: 5_000_000 },
      { types: ['video/mp4'], most: 16_000_000 },
      { types: ['application/pdf', 'text/plain'], most: 100_000_000 },
    ],
    replies: true,
    reactions: [],
    typing: true,
    window_hours: 24,
    templates: true,
    ...facts,
  };
}

export function aChannel(facts: Partial<WorkspaceChannel> = {}): WorkspaceChannel {
  return { id: 'number', kind: 'whatsapp', name: 'Support number', can: whatItCan(), ...facts };
}
