/** What an outside messenger lets an operator send, and until when. Asks what the channel can, never which messenger it is. */
import type {
  Capabilities,
  Conversation,
  Event,
  FileLimit,
  Workspace,
  WorkspaceChannel,
} from '../contract.ts';
import type { ChosenFile } from './files.ts';

const HOUR = 3_600_000;

/** A page or number that is connected: only through such a one anything is sent. */
export type ConnectedChannel = WorkspaceChannel & { can: Capabilities };

export function isConnected(channel: WorkspaceChannel): channel is ConnectedChannel {
  return channel.can !== null;
}

/** The page or number a conversation goes through; null: none, as of a website chat. */
export function channelOf(
  { channels }: Pick<Workspace, 'channels'>,
  { channel }: Pick<Conversation, 'channel'>,
): WorkspaceChannel | null {
  return channel === null ? null : (channels.find((it) => it.id === channel.id) ?? null);
}

/** Whether, and until when, anything may be written to the client. */
export type ReplyWindow =
  | { kind: 'always' }
  /** In its last hour it is worth a warning. */
  | { kind: 'open'; until: number; isEnding: boolean }
  /** `since`: null where the client wrote nothing yet. `by`: what still goes. */
  | { kind: 'closed'; since: number | null; by: 'template' | 'nothing' }
  /** The page or number is connected no longer. */
  | { kind: 'closed'; since: null; by: 'removed' };

export function windowOf(
  conversation: Pick<Conversation, 'reply_until'>,
  events: readonly Event[],
  channel: WorkspaceChannel | null,
  now: number,
): ReplyWindow {
  if (channel === null) return { kind: 'always' };
  const { can } = channel;
  if (can === null) return { kind: 'closed', since: null, by: 'removed' };
  if (can.window_hours === null) return { kind: 'always' };
  const until = conversation.reply_until === null ? null : Date.parse(conversation.reply_until);
  if (until !== null && now < until) return { kind: 'open', until, isEnding: until - now <= HOUR };
  const wrote = events.some((it) => it.kind === 'message_added' && it.author.kind === 'client');
  return {
    kind: 'closed',
    // Of a talk that we began by template no time has run.
    since: wrote ? until : null,
    by: can.templates ? 'template' : 'nothing',
  };
}

/** What a file is to whoever looks at it. */
export type FileSort = 'picture' | 'video' | 'sound' | 'other';

export type ChannelFileRefusal =
  /** `taken`: the media types that would do, of the same sort if there are any. */
  | { code: 'channel-kind'; taken: readonly string[] }
  /** `most`: in bytes. */
  | { code: 'channel-size'; sort: FileSort; most: number };

/** Why the messenger will not take this file, or null. The server decides by its bytes; this spares the way. */
export function fileForChannel(
  file: ChosenFile,
  limits: readonly FileLimit[],
): ChannelFileRefusal | null {
  if (isHeic(file) && limits.some(({ types }) => types.includes('image/jpeg'))) return null;
  const fitting = limits.filter((it) => isOfKind(file, it));
  const sort = sortOf(file.type);
  if (fitting.length === 0) {
    const taken = limits.flatMap((it) => it.types);
    const alike = taken.filter((type) => sortOf(type) === sort);
    return { code: 'channel-kind', taken: alike.length > 0 ? alike : taken };
  }
  const most = Math.max(...fitting.map((it) => it.most));
  return file.size <= most ? null : { code: 'channel-size', sort, most };
}

/** What telephones of Apple write: most browsers cannot draw it, the server makes a JPEG of it. */
function isHeic({ name, type }: ChosenFile): boolean {
  return /^image\/hei[cf]$/.test(type) || (type === '' && /\.hei[cf]$/i.test(name));
}

/** A browser that does not know a type says nothing: then the server finds out. */
function isOfKind({ type }: ChosenFile, { types }: FileLimit): boolean {
  return type === '' || types.length === 0 || types.includes(asServer(type));
}

/**
 * By their bytes the server does not tell lists (`text/csv`) and notes (`text/markdown`) from other text; and sounds of
 * MPEG-4 have names of their own in some browsers.
 */
function asServer(type: string): string {
  const plain = type.split(';')[0]!.trim();
  if (/^audio\/(x-)?m4a$/.test(plain)) return 'audio/mp4';
  return /^text\/(?!html|xml)/.test(plain) ? 'text/plain' : plain;
}

function sortOf(type: string): FileSort {
  if (type.startsWith('image/')) return 'picture';
  if (type.startsWith('video/')) return 'video';
  return type.startsWith('audio/') ? 'sound' : 'other';
}

/** As how many messages a text goes out. */
export function messagesOf(text: string, can: Capabilities | null): number {
  return can === null ? 1 : Math.max(1, Math.ceil(text.trim().length / can.text));
}

/** Whether an operator can put a sign to a message, and which: an empty list is any. Null: none. */
export function mayReact(can: Capabilities | null): readonly string[] | null {
  return can?.reactions ?? null;
}
