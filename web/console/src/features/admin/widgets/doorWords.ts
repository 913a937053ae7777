/** Whether a widget takes clients now, and why not. */
import { m } from '@hovorna/shared/words';
import { openingWords } from '../../hours/openingWords.ts';
import type { WidgetState } from '../contract.ts';

export function doorWords({ reason, opens_at }: WidgetState): string {
  switch (reason) {
    case null:
      return m.admin_widget_online();
    case 'hours':
      return openingWords({ open: false, until: opens_at });
    case 'nobody_online':
      return m.admin_widget_offline();
    case 'all_away':
      return m.admin_widget_all_away();
    case 'queue_full':
      return m.admin_widget_queue_full();
  }
}
