/** What went wrong, in words of the person who pressed the button: what happened, then what to do. */
import { Problem, Unreachable } from '@hovorna/shared/api';
import { m } from '@hovorna/shared/words';

/** Why a field was refused; the server's codes of `invalid`, and ours before anything is sent. */
export type FieldCode =
  | 'required'
  | 'empty'
  | 'too-long'
  | 'too-short'
  | 'malformed'
  | 'taken'
  | 'out-of-range'
  | 'wrong'
  | 'same'
  | 'like-name'
  | 'too-common';

export interface Failure {
  /** One sentence for the whole attempt. */
  said: string;
  /** Which fields are the cause. */
  fields: Record<string, FieldCode>;
  /** The object is not there any more. */
  isGone: boolean;
  /** The one who is signed in may not do this. */
  isForbidden: boolean;
}

/** `inUse` says what still needs the thing; only the caller knows. */
export function failureOf(error: unknown, inUse: string = m.admin_failed_in_use()): Failure {
  const fields = error instanceof Problem ? fieldsOf(error) : {};
  return {
    said: sentence(error, inUse, Object.keys(fields).length > 0),
    fields,
    isGone: error instanceof Problem && error.code === 'not-found',
    isForbidden: error instanceof Problem && error.code === 'forbidden',
  };
}

function sentence(error: unknown, inUse: string, hasFields: boolean): string {
  if (error instanceof Unreachable) return m.admin_failed_unreachable();
  if (!(error instanceof Problem)) throw error;
  switch (error.code) {
    case 'in-use':
    case 'enough-secrets':
    case 'enough-webhooks':
    case 'enough-tokens':
      return inUse;
    case 'channel-in-use':
      return m.admin_channel_taken();
    case 'enough-channels':
      return m.admin_channels_enough();
    case 'messenger-unavailable':
      return m.console_refused_messenger({ said: error.body.detail ?? '' });
    case 'messenger-token':
      return m.admin_failed_messenger_token({ said: error.body.detail ?? '' });
    case 'messenger-permission':
      return m.admin_failed_messenger_permission({ said: error.body.detail ?? '' });
    case 'messenger-account':
      return m.admin_failed_messenger_account({ said: error.body.detail ?? '' });
    case 'messenger-gone':
      return m.admin_failed_messenger_gone({ said: error.body.detail ?? '' });
    case 'messenger-busy':
      return m.admin_failed_messenger_busy({ said: error.body.detail ?? '' });
    case 'messenger-refused':
      return m.admin_failed_messenger_refused({ said: error.body.detail ?? '' });
    case 'channel-unreadable':
      return m.admin_failed_channel_unreadable();
    case 'no-password':
      return inUse;
    case 'taken':
      return m.console_request_refused_taken();
    case 'closed':
      return m.console_request_refused_closed();
    case 'no-mail':
      return m.console_request_refused_mail();
    case 'being-sent':
    case 'sent':
      return m.admin_failed_mail_under_way();
    case 'not-found':
      return m.admin_failed_gone();
    case 'forbidden':
      return m.admin_failed_forbidden();
    case 'beyond-you':
      return m.admin_failed_beyond();
    case 'not-signed-in':
      return m.admin_failed_signed_out();
    case 'id-in-use':
      return m.admin_failed_id_in_use();
    case 'locked-out':
      return m.console_sign_in_locked({ seconds: error.retryAfterSeconds ?? 60 });
    case 'too-many-requests':
    case 'unavailable':
      return m.admin_failed_busy();
    case 'invalid':
      if (hasFields) return m.admin_failed_fields();
  }
  return m.admin_failed_refused({ code: error.code });
}

function fieldsOf(problem: Problem): Record<string, FieldCode> {
  if (problem.code === 'id-in-use') return { id: 'taken' };
  const { fields } = problem.body;
  return typeof fields === 'object' && fields !== null ? (fields as Record<string, FieldCode>) : {};
}
