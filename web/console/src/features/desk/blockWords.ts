/** Why a client cannot be accepted now, in words. */
import type { Conversation } from '@hovorna/shared/contract';
import type { Block } from '@hovorna/shared/state';
import { ENTRY_LOOKS } from '@hovorna/shared/ui';
import { m } from '@hovorna/shared/words';

export function blockWords(block: Block | null, row: Conversation): string | null {
  switch (block?.code) {
    case undefined:
      return null;
    case 'limit-reached':
      return m.console_blocked_limit({ limit: block.limit });
    case 'entry-barred':
      return m.console_blocked_entry({ entry: ENTRY_LOOKS[row.entry].name() });
  }
}
