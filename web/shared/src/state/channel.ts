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
  | { kind: 'closed'; since: number | null; by: 'template' | 'nothing' };

export function windowOf(
  conversation: Pick<Conversation, 'reply_until'>,
  events: readonly Event[],
  can: Capabilities | null,
  now: number,
): ReplyWindow {
  if (can === null || can.window_hours === null) return { kind: 'always' };
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

export type ChannelFileRefusal =
  { code: 'channel-kind' } | { code: 'channel-size'; megabytes: number };

/** Why the messenger will not take this file, or null. The server decides by its bytes; this spares the way. */
export function fileForChannel(
  file: ChosenFile,
  limits: readonly FileLimit[],
): ChannelFileRefusal | null {
  if (isHeic(file) && limits.some(({ types }) => types.includes('image/jpeg'))) return null;
  const fitting = limits.filter((it) => isOfKind(file, it));
  if (fitting.length === 0) return { code: 'channel-kind' };
  const most = Math.max(...fitting.map((it) => it.most));
  return file.size <= most ? null : { code: 'channel-size', megabytes: most / 1_000_000 };
}

/** What telephones of Apple write: most browsers cannot draw it, the server makes a JPEG of it. */
function isHeic({ name, type }: ChosenFile): boolean {
  return /^image\/hei[cf]$/.test(type) || (type === '' && /\.hei[cf]$/i.test(name));
}

/** A browser that does not know a type says nothing: then the server finds out. */
function isOfKind({ type }: ChosenFile, { types }: FileLimit): boolean {
  return type === '' || types.length === 0 || types.includes(type.split(';')[0]!.trim());
}

/** As how many messages a text goes out. */
export function messagesOf(text: string, can: Capabilities | null): number {
  return can === null ? 1 : Math.max(1, Math.ceil(text.trim().length / can.text));
}

/** Whether an operator can put a sign to a message, and which: an empty list is any. Null: none. */
export function mayReact(can: Capabilities | null): readonly string[] | null {
  return can?.reactions ?? null;
}
