/** Why a mail could not be handed over: what happened, then what to do. */
import { m } from '@hovorna/shared/words';
import type { Trouble } from '../contract.ts';

export function troubleWords(trouble: Trouble): { what: string; todo: string } {
  switch (trouble) {
    case 'not-set':
      return { what: m.admin_mail_not_set(), todo: m.admin_mail_not_set_todo() };
    case 'name-not-found':
      return { what: m.admin_mail_name(), todo: m.admin_mail_name_todo() };
    case 'refused':
      return { what: m.admin_mail_refused(), todo: m.admin_mail_refused_todo() };
    case 'timed-out':
      return { what: m.admin_mail_timed_out(), todo: m.admin_mail_timed_out_todo() };
    case 'not-understood':
      return { what: m.admin_mail_nonsense(), todo: m.admin_mail_nonsense_todo() };
    case 'no-encryption':
      return { what: m.admin_mail_open(), todo: m.admin_mail_open_todo() };
    case 'certificate':
      return { what: m.admin_mail_certificate(), todo: m.admin_mail_certificate_todo() };
    case 'sign-in':
      return { what: m.admin_mail_sign_in(), todo: m.admin_mail_sign_in_todo() };
    case 'sender':
      return { what: m.admin_mail_sender(), todo: m.admin_mail_sender_todo() };
    case 'recipient':
      return { what: m.admin_mail_recipient(), todo: m.admin_mail_recipient_todo() };
    case 'content':
      return { what: m.admin_mail_content(), todo: m.admin_mail_content_todo() };
    case 'unreadable':
      return { what: m.admin_mail_unreadable(), todo: m.admin_mail_unreadable_todo() };
    case 'restored':
      return { what: m.admin_mail_restored(), todo: m.admin_mail_restored_todo() };
  }
}

/** What a mail is, by its kind. */
export function kindWords(kind: string): string {
  switch (kind) {
    case 'offline-request':
      return m.admin_mail_kind_offline();
    case 'transcript':
      return m.admin_mail_kind_transcript();
    case 'answer':
      return m.admin_mail_kind_answer();
    case 'invitation':
      return m.admin_mail_kind_invitation();
    case 'password-reset':
      return m.admin_mail_kind_reset();
    default:
      return m.admin_mail_kind_other();
  }
}
