/** What a refused or lost request means, in words: what happened, then what to do. */
import { Problem, Unreachable } from '@hovorna/shared/api';
import { m } from '@hovorna/shared/words';

export function refusalOf(error: unknown): string {
  if (error instanceof Unreachable) return m.console_refused_unreachable();
  if (error instanceof Problem) return wordsFor(error.code, error.body);
  throw error;
}

export function wordsFor(code: string, body: Readonly<Record<string, unknown>> = {}): string {
  switch (code) {
    case 'taken':
      return m.console_refused_taken({ name: nameIn(body.operator) });
    case 'limit-reached':
      return m.console_refused_limit({ limit: Number(body.limit) });
    case 'entry-barred':
      return m.console_refused_entry();
    case 'target-barred':
      return m.console_refused_target_entry();
    case 'in-call':
    case 'desk-not-empty':
      return m.console_refused_desk();
    case 'not-invited':
      return m.console_refused_not_invited();
    case 'already-there':
      return m.console_refused_already_there();
    case 'too-many-colleagues':
      return m.console_refused_too_many_colleagues();
    case 'not-there':
    case 'nobody-else':
      return m.console_refused_nobody_else();
    case 'merged-meanwhile':
      return m.console_refused_merged_meanwhile();
    case 'client-is-here':
      return m.console_refused_client_is_here();
    case 'no-mail':
      return m.console_request_refused_mail();
    case 'already-banned':
      return m.console_refused_already_banned();
    case 'not-yours':
      return m.console_refused_not_yours();
    case 'ended':
      return m.console_refused_ended();
    case 'not-found':
      return m.console_refused_not_found();
    case 'previews-off':
      return m.console_refused_previews_off();
    case 'forbidden':
      return notPermitted(body.permission);
    case 'invalid':
      return m.console_refused_invalid();
    case 'too-many-requests':
      return m.console_refused_too_many();
    case 'window-over':
      return m.console_refused_window();
    case 'channel-removed':
      return m.console_refused_channel();
    case 'already-running':
      return m.console_refused_running();
    case 'not-served':
      return m.console_refused_banned();
    case 'nothing-to-send':
      return m.console_refused_nothing_to_send();
    case 'messenger-unavailable':
      return m.console_refused_messenger({ said: String(body.detail ?? '') });
    case 'unreachable':
    case 'unavailable':
      return m.console_refused_unreachable();
    default:
      return m.console_refused_other({ code });
  }
}

/** What exactly is missing, where that is told. */
function notPermitted(permission: unknown): string {
  switch (permission) {
    case 'preview':
      return m.console_refused_preview();
    case 'redirect':
      return m.console_refused_redirect();
    default:
      return m.console_refused_forbidden();
  }
}

function nameIn(value: unknown): string {
  return typeof value === 'object' && value !== null && 'name' in value
    ? String(value.name)
    : m.console_a_colleague();
}
