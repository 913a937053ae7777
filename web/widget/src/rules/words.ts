/** The few words of a bubble, straight from the catalogues, as the launcher takes its own. */
import * as en from '../../../shared/words/en.json';
import * as cs from '../../../shared/words/cs.json';

export function words(language: 'en' | 'cs'): { open: string; close: string; opened: string } {
  return language === 'cs'
    ? {
        open: cs.widget_bubble_open,
        close: cs.widget_bubble_close,
        opened: cs.widget_bubble_opened,
      }
    : {
        open: en.widget_bubble_open,
        close: en.widget_bubble_close,
        opened: en.widget_bubble_opened,
      };
}
