/** By which pages and numbers we may write to a client first. */
import type { ConversationView, WorkspaceChannel } from '@hovorna/shared/contract';
import { isConnected, type ConnectedChannel } from '@hovorna/shared/state';

/** By which somebody can be written to first. */
export function templated(channels: readonly WorkspaceChannel[]): ConnectedChannel[] {
  return channels.filter(isConnected).filter(({ can }) => can.templates);
}

/** Those that send templates and know the client, or can by the number; not the one the talk goes on in anyway. */
export function channelsTo(
  channels: readonly WorkspaceChannel[],
  { client, conversation }: Pick<ConversationView, 'client' | 'conversation'>,
): ConnectedChannel[] {
  const isUnderWay = conversation.state !== 'ended';
  const knows = (channel: WorkspaceChannel) =>
    conversation.client.phone !== null || client.known_by.some((it) => it.kind === channel.kind);
  return templated(channels).filter(
    (channel) => knows(channel) && !(isUnderWay && conversation.channel?.id === channel.id),
  );
}
