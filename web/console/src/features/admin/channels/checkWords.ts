/** What a test looked at, what it found, and what to do about that. */
import { moment } from '@hovorna/shared/ui/time.ts';
import { m } from '@hovorna/shared/words';
import type { ChannelCheck, CheckedWhat } from '../contract.ts';

const NAMES: Record<CheckedWhat, () => string> = {
  token: m.admin_check_token,
  permission: m.admin_check_permission,
  account: m.admin_check_account,
  subscription: m.admin_check_subscription,
  signature: m.admin_check_signature,
  reachability: m.admin_check_reachability,
};

export const checkName = (what: CheckedWhat) => NAMES[what]();

interface CheckWords {
  /** What is so and what to do about it; null: there is nothing to say. */
  text: string | null;
  /** What the messenger said stands in the text already, or says nothing more. */
  isSaid: boolean;
  /** What is wrong is put right by subscribing. */
  canSubscribe: boolean;
}

/** With a wrong token nothing else can be asked. */
export function checkWords(check: ChannelCheck, isTokenWrong = false): CheckWords {
  if (check.fine === null && check.finding === null && isTokenWrong)
    return { text: m.admin_check_token_first(), isSaid: true, canSubscribe: false };
  const text = textOf(check);
  return {
    text,
    isSaid: check.said === '' || (text !== null && text.includes(check.said)),
    canSubscribe:
      check.what === 'subscription' &&
      ['not_subscribed', 'no_messages', 'missing'].includes(check.finding ?? ''),
  };
}

function textOf({ what, fine, finding, said, at }: ChannelCheck): string | null {
  const when = at === null ? '' : moment(at);
  switch (finding) {
    case 'unreadable':
      return m.admin_channel_unreadable_text();
    case 'expired':
      return m.admin_check_token_expired();
    case 'password_changed':
      return m.admin_check_token_password();
    case 'app_removed':
      return m.admin_check_token_app_removed();
    case 'of_a_person':
      return m.admin_check_token_person();
    case 'refused':
      if (what === 'token') return m.admin_check_token_wrong();
      if (what === 'subscription') return m.admin_check_subscription_refused();
      return m.admin_check_permission_refused();
    case 'missing':
      if (what === 'subscription') return m.admin_check_subscription_missing({ said });
      return m.admin_check_permission_missing({ said });
    case 'not_there':
      return m.admin_check_account_gone();
    case 'another':
      return m.admin_check_account_wrong();
    case 'not_subscribed':
      return m.admin_check_subscription_none();
    case 'no_messages':
      return m.admin_check_subscription_no_messages();
    case 'not_the_apps':
      return m.admin_check_signature_wrong();
    case 'wrong_signature':
      return m.admin_check_signature_came({ when });
    case 'no_webhook':
      return m.admin_check_webhook_none();
    case 'off':
      return m.admin_check_webhook_off();
    case 'elsewhere':
      return m.admin_check_webhook_elsewhere({ said });
    case 'other_name':
      return m.admin_check_webhook_name({ said });
    case 'through_another':
      return m.admin_check_webhook_through({ said });
    case 'not_public':
      return m.admin_check_webhook_not_public({ said });
    case 'nothing_yet':
      return fine === null ? m.admin_check_write_first() : m.admin_check_webhook_nothing();
    case 'no_app':
      return m.admin_check_no_app();
    case 'no_answer':
      return m.admin_check_no_answer();
    case 'busy':
      return m.admin_check_busy();
    case 'secret_first':
      return m.admin_check_secret_first();
    case null:
      break;
  }
  if (fine === null) return m.admin_check_not_found_out();
  if (at === null) return null;
  if (what === 'token') return m.admin_check_token_until({ when });
  return what === 'signature'
    ? m.admin_check_signature_right({ when })
    : m.admin_check_webhook_reached({ when });
}
