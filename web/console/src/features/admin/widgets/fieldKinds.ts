/** The fields an entry form can have, in words and glyphs. */
import { m } from '@hovorna/shared/words';
import type { Glyph } from '@hovorna/shared/ui';
import AtSign from '@lucide/svelte/icons/at-sign';
import ListChecks from '@lucide/svelte/icons/list-checks';
import MessageSquareText from '@lucide/svelte/icons/message-square-text';
import Phone from '@lucide/svelte/icons/phone';
import SquareCheck from '@lucide/svelte/icons/square-check';
import UserRound from '@lucide/svelte/icons/user-round';
import type { FieldKind } from '../contract.ts';

export const KIND_GLYPHS: Record<FieldKind, Glyph> = {
  name: UserRound,
  phone: Phone,
  email: AtSign,
  topic: ListChecks,
  message: MessageSquareText,
  consent: SquareCheck,
};

export function kindName(kind: FieldKind): string {
  switch (kind) {
    case 'name':
      return m.admin_kind_name();
    case 'phone':
      return m.admin_kind_phone();
    case 'email':
      return m.admin_kind_email();
    case 'topic':
      return m.admin_kind_topic();
    case 'message':
      return m.admin_kind_message();
    case 'consent':
      return m.admin_kind_consent();
  }
}
