/** What a rule asks for, in words. */
import { m } from '@hovorna/shared/words';
import type { SignKind } from './triggers.ts';

export function signWords(kind: SignKind): string {
  switch (kind) {
    case 'stays':
      return m.admin_triggers_kind_stays();
    case 'page':
      return m.admin_triggers_kind_page();
    case 'returning':
      return m.admin_triggers_kind_returning();
    case 'online':
      return m.admin_triggers_kind_online();
    case 'not_on_phones':
      return m.admin_triggers_kind_not_on_phones();
  }
}
