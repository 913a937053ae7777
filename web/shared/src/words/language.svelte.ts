/** The language the page speaks. Reading a word inside a template follows it without a reload. */
import { baseLocale, isLocale, locales, overwriteGetLocale } from './compiled/runtime.js';

export type Language = (typeof locales)[number];

let current: Language = $state(baseLocale);
overwriteGetLocale(() => current);

export function language(): Language {
  return current;
}

/** Takes a BCP 47 tag; a language without a catalogue falls back to English. */
export function setLanguage(tag: string): Language {
  const short = tag.toLowerCase().split('-')[0] ?? '';
  current = isLocale(short) ? short : baseLocale;
  return current;
}
