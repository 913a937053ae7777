/** Everything a widget can look like, in the order in which a client comes to see it. */
import { m } from '@hovorna/shared/words';
import type { EditorTab } from './editorTabs.ts';

export const PREVIEW_STATES = [
  'closed',
  'bubble',
  'open',
  'form',
  'queue',
  'talk',
  'ended',
  'nobody',
  'left',
  'busy',
] as const;
export type PreviewState = (typeof PREVIEW_STATES)[number];

export function stateName(state: PreviewState): string {
  switch (state) {
    case 'closed':
      return m.admin_preview_closed();
    case 'bubble':
      return m.admin_preview_bubble();
    case 'open':
      return m.admin_preview_open();
    case 'form':
      return m.admin_preview_form();
    case 'queue':
      return m.admin_preview_queue();
    case 'talk':
      return m.admin_preview_talk();
    case 'ended':
      return m.admin_preview_ended();
    case 'nobody':
      return m.admin_preview_nobody();
    case 'left':
      return m.admin_preview_left();
    case 'busy':
      return m.admin_preview_busy();
  }
}

/** What shows best what is edited there. */
export function stateOf(tab: EditorTab): PreviewState {
  switch (tab) {
    case 'form':
    case 'consent':
      return 'form';
    case 'offline':
      return 'nobody';
    case 'triggers':
      return 'bubble';
    default:
      return 'open';
  }
}
