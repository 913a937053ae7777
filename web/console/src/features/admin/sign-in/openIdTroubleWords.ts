/** Why a provider is of no use: what happened, then what to do. */
import { m } from '@hovorna/shared/words';
import type { OpenIdTrouble } from '../contract.ts';

export function openIdTroubleWords(trouble: OpenIdTrouble): { what: string; todo: string } {
  switch (trouble) {
    case 'not-protected':
      return { what: m.admin_openid_not_protected(), todo: m.admin_openid_not_protected_todo() };
    case 'no-connection':
      return { what: m.admin_openid_no_connection(), todo: m.admin_openid_no_connection_todo() };
    case 'timed-out':
      return { what: m.admin_openid_timed_out(), todo: m.admin_openid_timed_out_todo() };
    case 'certificate':
      return { what: m.admin_openid_certificate(), todo: m.admin_openid_certificate_todo() };
    case 'no-document':
      return { what: m.admin_openid_no_document(), todo: m.admin_openid_no_document_todo() };
    case 'other-issuer':
      return { what: m.admin_openid_other_issuer(), todo: m.admin_openid_other_issuer_todo() };
    case 'no-keys':
      return { what: m.admin_openid_no_keys(), todo: m.admin_openid_no_keys_todo() };
    case 'client':
      return { what: m.admin_openid_client_refused(), todo: m.admin_openid_client_refused_todo() };
    case 'not-understood':
      return { what: m.admin_openid_not_understood(), todo: m.admin_openid_not_understood_todo() };
    case 'unreadable':
      return { what: m.admin_openid_unreadable(), todo: m.admin_openid_unreadable_todo() };
  }
}
