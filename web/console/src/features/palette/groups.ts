/** What the groups of the palette are called. */
import { m } from '@hovorna/shared/words';
import type { CommandGroup } from './registry.ts';

export type ShownGroup = CommandGroup | 'recent';

const NAMES: Record<ShownGroup, () => string> = {
  recent: m.console_palette_recent,
  client: m.console_palette_client,
  conversation: m.console_palette_conversation,
  mine: m.console_mine,
  waiting: m.console_waiting,
  found: m.console_palette_said,
  page: m.console_palette_page,
  go: m.console_palette_go,
  status: m.console_status,
  look: m.console_palette_look,
  account: m.console_palette_account,
};

export function groupName(group: ShownGroup): string {
  return NAMES[group]();
}
