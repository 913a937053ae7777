/** What was done, in people's words. */
import { m } from '@hovorna/shared/words';
import type { Act, AuditArea, AuditEntry } from '../contract.ts';
import { permissionField } from '../users/permissions.ts';
import { roleName, ROLES } from '../users/roles.ts';

export const AREAS: readonly AuditArea[] = [
  'sign_in',
  'users',
  'groups',
  'widgets',
  'words',
  'company',
  'clients',
  'looks',
];

export function areaName(area: AuditArea): string {
  return {
    sign_in: m.admin_audit_area_sign_in,
    users: m.admin_audit_area_users,
    groups: m.admin_audit_area_groups,
    widgets: m.admin_audit_area_widgets,
    words: m.admin_audit_area_words,
    company: m.admin_audit_area_company,
    clients: m.admin_audit_area_clients,
    looks: m.admin_audit_area_looks,
  }[area]();
}

const ACTS: Record<Act, (name: string) => string> = {
  signed_in: () => m.admin_act_signed_in(),
  sign_in_failed: () => m.admin_act_sign_in_failed(),
  signed_out: () => m.admin_act_signed_out(),
  sign_in_ended: () => m.admin_act_sign_in_ended(),
  other_sign_ins_ended: () => m.admin_act_other_sign_ins_ended(),
  password_changed: () => m.admin_act_password_changed(),
  profile_changed: () => m.admin_act_profile_changed(),
  invitation_accepted: (name) => m.admin_act_invitation_accepted({ name }),
  password_reset_mailed: (name) => m.admin_act_password_reset_mailed({ name }),
  password_reset: (name) => m.admin_act_password_reset({ name }),
  second_step_on: () => m.admin_act_second_step_on(),
  second_step_off: () => m.admin_act_second_step_off(),
  recovery_codes_renewed: () => m.admin_act_recovery_codes_renewed(),
  openid_linked: (name) => m.admin_act_openid_linked({ name }),
  openid_refused: () => m.admin_act_openid_refused(),
  user_added: (name) => m.admin_act_user_added({ name }),
  user_changed: (name) => m.admin_act_user_changed({ name }),
  user_deactivated: (name) => m.admin_act_user_deactivated({ name }),
  user_reactivated: (name) => m.admin_act_user_reactivated({ name }),
  user_signed_out: (name) => m.admin_act_user_signed_out({ name }),
  user_invited: (name) => m.admin_act_user_invited({ name }),
  invitation_sent: (name) => m.admin_act_invitation_sent({ name }),
  invitation_withdrawn: (name) => m.admin_act_invitation_withdrawn({ name }),
  second_step_reset: (name) => m.admin_act_second_step_reset({ name }),
  openid_user_made: (name) => m.admin_act_openid_user_made({ name }),
  openid_unlinked: (name) => m.admin_act_openid_unlinked({ name }),
  group_added: (name) => m.admin_act_group_added({ name }),
  group_changed: (name) => m.admin_act_group_changed({ name }),
  group_removed: (name) => m.admin_act_group_removed({ name }),
  group_hours_changed: (name) => m.admin_act_group_hours_changed({ name }),
  group_hours_removed: (name) => m.admin_act_group_hours_removed({ name }),
  widget_added: (name) => m.admin_act_widget_added({ name }),
  widget_changed: (name) => m.admin_act_widget_changed({ name }),
  widget_removed: (name) => m.admin_act_widget_removed({ name }),
  channel_added: (name) => m.admin_act_channel_added({ name }),
  channel_changed: (name) => m.admin_act_channel_changed({ name }),
  channel_removed: (name) => m.admin_act_channel_removed({ name }),
  channel_subscribed: (name) => m.admin_act_channel_subscribed({ name }),
  channel_tested: (name) => m.admin_act_channel_tested({ name }),
  logo_added: () => m.admin_act_logo_added(),
  identify_secret_added: () => m.admin_act_identify_secret_added(),
  identify_secret_removed: () => m.admin_act_identify_secret_removed(),
  result_added: (name) => m.admin_act_result_added({ name }),
  result_changed: (name) => m.admin_act_result_changed({ name }),
  result_removed: (name) => m.admin_act_result_removed({ name }),
  tag_added: (name) => m.admin_act_tag_added({ name }),
  tag_changed: (name) => m.admin_act_tag_changed({ name }),
  tag_removed: (name) => m.admin_act_tag_removed({ name }),
  away_reason_added: (name) => m.admin_act_away_reason_added({ name }),
  away_reason_changed: (name) => m.admin_act_away_reason_changed({ name }),
  away_reason_removed: (name) => m.admin_act_away_reason_removed({ name }),
  set_up: (name) => m.admin_act_set_up({ name }),
  company_changed: () => m.admin_act_company_changed(),
  sign_in_rules_changed: () => m.admin_act_sign_in_rules_changed(),
  openid_changed: (name) => m.admin_act_openid_changed({ name }),
  openid_tested: (name) => m.admin_act_openid_tested({ name }),
  mail_server_changed: (name) => m.admin_act_mail_server_changed({ name }),
  mail_server_removed: () => m.admin_act_mail_server_removed(),
  mail_server_tested: (name) => m.admin_act_mail_server_tested({ name }),
  mail_retried: (name) => m.admin_act_mail_retried({ name }),
  mail_given_up: (name) => m.admin_act_mail_given_up({ name }),
  webhook_added: (name) => m.admin_act_webhook_added({ name }),
  webhook_changed: (name) => m.admin_act_webhook_changed({ name }),
  webhook_removed: (name) => m.admin_act_webhook_removed({ name }),
  webhook_secret_renewed: (name) => m.admin_act_webhook_secret_renewed({ name }),
  webhook_tested: (name) => m.admin_act_webhook_tested({ name }),
  webhook_replayed: (name) => m.admin_act_webhook_replayed({ name }),
  key_rotated: () => m.admin_act_key_rotated(),
  privacy_changed: () => m.admin_act_privacy_changed(),
  client_exported: () => m.admin_act_client_exported(),
  conversations_exported: () => m.admin_act_conversations_exported(),
  client_erased: () => m.admin_act_client_erased(),
  api_token_added: (name) => m.admin_act_api_token_added({ name }),
  api_token_revoked: (name) => m.admin_act_api_token_revoked({ name }),
  client_banned: (name) => m.admin_act_client_banned({ name }),
  ban_lifted: (name) => m.admin_act_ban_lifted({ name }),
  ban_restored: (name) => m.admin_act_ban_restored({ name }),
  conversation_seen: (name) => m.admin_act_conversation_seen({ name }),
  client_seen: (name) => m.admin_act_client_seen({ name }),
  request_seen: (name) => m.admin_act_request_seen({ name }),
  requests_seen: (name) => m.admin_act_requests_seen({ name }),
};

/** Clients may have no name. */
const OF_CLIENTS: readonly Act[] = [
  'conversation_seen',
  'client_seen',
  'request_seen',
  'client_banned',
  'ban_lifted',
  'ban_restored',
];

/** What was done and on whom: "User changed: Petr". */
export function actWords({ act, subject }: AuditEntry): string {
  if (act === null) return m.admin_act_unknown();
  const name = subject?.name || (OF_CLIENTS.includes(act) ? m.admin_audit_client_unnamed() : '');
  return ACTS[act](name);
}

/** By the present name where there is one: people marry. */
export const whoOf = ({ operator, who }: AuditEntry) => operator?.name ?? who;

const FIELDS: Record<string, () => string> = {
  name: m.admin_user_name,
  public_name: m.console_public_name,
  photo: m.console_photo,
  entries_barred: m.admin_user_takes,
  email: m.admin_user_email,
  role: m.admin_user_role,
  groups: m.admin_groups,
  chat_limit: m.admin_group_limit,
  password: m.admin_user_password,
  members: m.admin_group_members,
  accept_seconds: m.admin_group_accept,
  service_level_seconds: m.admin_group_service_level,
  wrap_up_seconds: m.admin_group_wrap_up,
  'overflow.to': m.admin_group_overflow,
  'overflow.after_seconds': m.admin_group_overflow_after,
  group: m.admin_widget_group,
  target: m.admin_channel_target,
  channel: m.admin_channel,
  secrets: m.admin_audit_field_secrets,
  old_secret: m.admin_audit_field_old_secret,
  entries: m.admin_widget_entries,
  allowed_origins: m.admin_origins,
  'look.colour': m.admin_audit_field_colour,
  colour: m.admin_audit_field_colour,
  form: m.admin_audit_field_form,
  'look.logo': m.admin_logo,
  triggers: m.admin_triggers_title,
  rating: m.admin_rating,
  rating_comment: m.admin_texts_comments,
  previews: m.admin_company_previews,
  typing_preview: m.admin_company_typing,
  link_previews: m.admin_company_links,
  'files.kinds': m.admin_file_kinds,
  'files.largest_megabytes': m.admin_file_largest,
  'graces.client_away': m.admin_grace_client_away,
  'graces.client_waiting': m.admin_grace_client_waiting,
  'graces.client_active': m.admin_grace_client_active,
  'graces.operator': m.admin_grace_operator,
  scopes: m.admin_token_scopes,
  expires_at: m.admin_token_expires,
  reason: m.console_ban_reason,
  until: m.admin_audit_field_until,
  second_factor_roles: m.console_step_title,
  'names.en': m.admin_away_name_en,
  'names.cs': m.admin_away_name_cs,
  paid: m.admin_away_paid,
  openid: m.admin_audit_field_openid,
  refused: m.admin_audit_field_refused,
  issuer: m.admin_openid_issuer,
  client_id: m.admin_openid_client,
  client_secret: m.admin_openid_secret,
  trusts_addresses: m.admin_openid_trusts,
  passwords: m.admin_openid_passwords,
  'newcomers.role': m.admin_openid_role,
  'newcomers.groups': m.admin_groups,
  'newcomers.domains': m.admin_openid_domains,
};

/** A field nobody has named for people yet is called as the API calls it. */
export const fieldName = (field: string) =>
  FIELDS[field]?.() ?? permissionField(field) ?? field.replaceAll('_', ' ');

/** A value, however it is made. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (value === true) return m.admin_audit_yes();
  if (value === false) return m.admin_audit_no();
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(valueWords).join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, part]) => `${key}: ${valueWords(part)}`)
      .join(', ');
  const role = ROLES.find((it) => it === value);
  return role === undefined ? String(value) : roleName(role);
}
