/** What the server's codes mean to a client, in words. */
import type { Problem } from '@hovorna/shared/api/problem.ts';
import { m } from '@hovorna/shared/words';

/** Told by its name: what session and panel share would be a file of its own, one more to fetch. */
export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && error.name === 'Problem';
}

export function enterRefusal(error: unknown): string {
  if (!isProblem(error)) return m.widget_enter_unreachable();
  switch (error.code) {
    case 'nobody-online':
      return m.widget_enter_nobody();
    case 'too-many-requests':
      return m.widget_enter_often({ seconds: Math.ceil(error.retryAfterSeconds ?? 60) });
    default:
      // What the server says itself, in the client's language.
      if (error.body.words) return error.body.words as string;
      return error.isTemporary
        ? m.widget_enter_unreachable()
        : m.widget_enter_refused({ code: error.code });
  }
}
