/** Why something did not get to a client, or not from one: what is so, then what can be done. */
import type { FailedWhy } from '@hovorna/shared/contract';
import { m } from '@hovorna/shared/words';

const WORDS: Record<FailedWhy, () => string> = {
  window: m.console_failed_window,
  unreachable: m.console_failed_unreachable,
  opted_out: m.console_failed_opted_out,
  too_fast: m.console_failed_too_fast,
  temporary: m.console_failed_temporary,
  token: m.console_failed_token,
  permission: m.console_failed_permission,
  account: m.console_failed_account,
  content: m.console_failed_content,
  template: m.console_failed_template,
  gone: m.console_failed_gone,
  held_elsewhere: m.console_failed_held_elsewhere,
  no_answer: m.console_failed_no_answer,
  restored: m.console_failed_restored,
  subscription: m.console_failed_subscription,
  settings: m.console_failed_settings,
  other: m.console_failed_other,
};

export function failedWords(why: FailedWhy): string {
  return WORDS[why]();
}
