/** The tabs of the widget editor, and which of them a refused field is on. */
import { m } from '@hovorna/shared/words';

export const TABS = [
  'entries',
  'look',
  'form',
  'offline',
  'consent',
  'texts',
  'triggers',
  'routing',
  'where',
  'install',
] as const;
export type EditorTab = (typeof TABS)[number];

export function tabName(tab: EditorTab): string {
  switch (tab) {
    case 'entries':
      return m.admin_tab_entries();
    case 'look':
      return m.admin_tab_look();
    case 'form':
      return m.admin_tab_form();
    case 'offline':
      return m.admin_tab_offline();
    case 'consent':
      return m.admin_tab_consent();
    case 'texts':
      return m.admin_tab_texts();
    case 'triggers':
      return m.admin_tab_triggers();
    case 'routing':
      return m.admin_tab_routing();
    case 'where':
      return m.admin_tab_where();
    case 'install':
      return m.admin_tab_install();
  }
}

export function tabOf(field: string): EditorTab {
  if (/^(look|colour|corner|logo)/.test(field)) return 'look';
  if (field.startsWith('form')) return 'form';
  if (field.startsWith('offline')) return 'offline';
  if (/^texts.*consent/.test(field)) return 'consent';
  if (field.startsWith('texts')) return 'texts';
  if (field.startsWith('triggers')) return 'triggers';
  if (field.startsWith('routing')) return 'routing';
  if (field.startsWith('allowed_origins')) return 'where';
  return 'entries';
}

export function isTab(text: string | null): text is EditorTab {
  return (TABS as readonly (string | null)[]).includes(text);
}
