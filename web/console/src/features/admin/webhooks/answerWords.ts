/** What another system answered, in words that say what to do. */
import { m } from '@hovorna/shared/words';
import type { WebhookAnswer, WebhookTrouble } from '../contract.ts';

const TROUBLES: Record<WebhookTrouble, (status: number) => string> = {
  'no-connection': () => m.admin_webhook_no_connection(),
  certificate: () => m.admin_webhook_certificate(),
  'timed-out': () => m.admin_webhook_timed_out(),
  refused: (status) => m.admin_webhook_refused({ status }),
  gone: () => m.admin_webhook_gone(),
  unreadable: () => m.admin_webhook_unreadable(),
  erased: () => m.admin_webhook_erased(),
  restored: () => m.admin_webhook_restored(),
};

export function answerWords({ trouble, status }: WebhookAnswer): string {
  if (trouble === null) return m.admin_webhook_took_it({ status: status ?? 200 });
  return TROUBLES[trouble](status ?? 0);
}
