/** What a test looked at, and what to do where it is not in order. */
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

const WRONG: Record<CheckedWhat, () => string> = {
  token: m.admin_check_token_wrong,
  permission: m.admin_check_permission_wrong,
  account: m.admin_check_account_wrong,
  subscription: m.admin_check_subscription_wrong,
  signature: m.admin_check_signature_wrong,
  reachability: m.admin_check_reachability_wrong,
};

export const checkName = (what: CheckedWhat) => NAMES[what]();

/** What to do about it; null: nothing. With a wrong token nothing else can be asked. */
export function checkTodo({ what, fine }: ChannelCheck, isTokenWrong = false): string | null {
  if (fine === true) return null;
  if (fine === false) return WRONG[what]();
  if (isTokenWrong) return m.admin_check_token_first();
  switch (what) {
    case 'signature':
    case 'reachability':
      // Only the app can be asked, or a message of a client can tell.
      return m.admin_check_write_first();
    default:
      return m.admin_check_not_found_out();
  }
}
