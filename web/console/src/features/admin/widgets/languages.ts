/** The languages a widget speaks, in words. */
import { m } from '@hovorna/shared/words';
import type { TextLanguage } from './widgetDraft.ts';

export function languageName(language: TextLanguage): string {
  switch (language) {
    case 'en':
      return m.admin_language_en();
    case 'cs':
      return m.admin_language_cs();
  }
}
