/** Where what was found is opened, and what it is called. */
import type { Conversation, FoundConversation, FoundIn } from '@hovorna/shared/contract';
import { m } from '@hovorna/shared/words';

/** Who still waits is looked at in the preview; everything else is opened at what was found. */
export function placeOf(
  { id, state }: Pick<Conversation, 'id' | 'state'>,
  seq: number | null,
): string {
  if (state === 'waiting') return `/?preview=${id}`;
  return seq === null ? `/?conversation=${id}` : `/?conversation=${id}&at=${seq}`;
}

const WHERE: Record<FoundIn, () => string> = {
  message: () => '',
  note: m.console_internal_note,
  client_note: m.console_found_client_note,
  answer: m.console_found_answer,
  file: m.console_found_file,
  name: m.console_name,
  email: m.console_email,
  phone: m.console_phone,
  parameter: m.console_found_parameter,
  tag: m.console_found_tag,
};

/** What kind of text says it, where that is not a message; of a message, who said it. */
export function whereFound(found: FoundConversation): string {
  const where = WHERE[found.found_in]();
  if (found.found_in !== 'message') return where;
  return found.from === 'operator' ? (found.operator?.name ?? '') : '';
}
