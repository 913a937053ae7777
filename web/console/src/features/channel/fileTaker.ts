/** What a conversation's page or number takes of files, by the name of its messenger. */
import type { WorkspaceChannel } from '@hovorna/shared/contract';
import { ENTRY_LOOKS } from '@hovorna/shared/ui';
import type { FileTaker } from './refusedFile.ts';

/** Null: there is none, as of a website chat, or it takes nothing any more. */
export function takerOf(channel: WorkspaceChannel | null): FileTaker | null {
  if (channel === null || channel.can === null) return null;
  return { messenger: ENTRY_LOOKS[channel.kind].name(), files: channel.can.files };
}
