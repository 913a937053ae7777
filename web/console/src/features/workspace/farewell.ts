/** Who took a client away, in a few words. */
import type { Gone } from '@hovorna/shared/state';
import { m } from '@hovorna/shared/words';

export function farewell({ why, operator }: Gone): string {
  if (why === 'ended') return operator === null ? m.console_row_ended() : m.console_is_over();
  if (why === 'left') return m.console_row_left();
  if (operator === null) return m.console_row_gone();
  return why === 'taken'
    ? m.console_row_taken({ name: operator.name })
    : m.console_row_redirected({ name: operator.name });
}
