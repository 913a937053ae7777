/** The console's language: the operator's choice, else the browser's, kept in this browser. */
import { setLanguage, type Language } from '@hovorna/shared/words';

const KEY = 'hovorna.language';

export function applyLanguage(): void {
  setLanguage(localStorage.getItem(KEY) ?? navigator.language);
}

export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(KEY, chosen);
  document.documentElement.lang = setLanguage(chosen);
}
