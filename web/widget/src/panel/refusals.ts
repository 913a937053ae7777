/** What the server's codes mean to a client, in words. */
import { Problem } from '@hovorna/shared/api/problem.ts';
import { m } from '@hovorna/shared/words';

export function enterRefusal(error: unknown): string {
  if (!(error instanceof Problem)) return m.widget_enter_unreachable();
  switch (error.code) {
    case 'nobody-online':
      return m.widget_enter_nobody();
    case 'too-many-requests':
      return m.widget_enter_often({ seconds: Math.ceil(error.retryAfterSeconds ?? 60) });
    default:
      return error.isTemporary
        ? m.widget_enter_unreachable()
        : m.widget_enter_refused({ code: error.code });
  }
}
