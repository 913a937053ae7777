/** What the settings of a page or number are called, and where they are found. */
import { m } from '@hovorna/shared/words';

interface SettingWords {
  label: string;
  hint?: string;
  /** It is on or off: `true`, or not there. */
  isSwitch: boolean;
}

const SETTINGS: Record<string, { label: () => string; hint: () => string }> = {
  page_id: { label: m.admin_channel_page_id, hint: m.admin_channel_page_id_hint },
  phone_number_id: { label: m.admin_channel_phone_id, hint: m.admin_channel_phone_id_hint },
  waba_id: { label: m.admin_channel_waba_id, hint: m.admin_channel_waba_id_hint },
  access_token: { label: m.admin_channel_token, hint: m.admin_channel_token_hint },
  app_secret: { label: m.admin_channel_app_secret, hint: m.admin_channel_app_secret_hint },
  app_id: { label: m.admin_channel_app_id, hint: m.admin_channel_app_id_hint },
  human_agent: { label: m.admin_channel_human_agent, hint: m.admin_channel_human_agent_hint },
  verify_token: { label: m.admin_channel_verify_token, hint: m.admin_channel_verify_token_hint },
};

const SWITCHES: readonly string[] = ['human_agent'];

/** What is signed with the one before is taken in for a while, too. */
export const OVERLAPPING: readonly string[] = ['app_secret'];

/** A setting nobody has named for people yet is called as the API calls it. */
export function settingWords(key: string): SettingWords {
  const known = SETTINGS[key];
  const isSwitch = SWITCHES.includes(key);
  if (known === undefined) return { label: key.replaceAll('_', ' '), isSwitch };
  return { label: known.label(), hint: known.hint(), isSwitch };
}
