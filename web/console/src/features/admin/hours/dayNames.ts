/** Days of the week and dates in the language of the console. */
import { language } from '@hovorna/shared/words';
import { DAYS, type Day } from './hoursDraft.ts';

const tag = () => (language() === 'en' ? 'en-GB' : language());

/** "Monday", "Pondělí". 5 January 2026 is a Monday. */
export function dayName(day: Day, width: 'long' | 'short' = 'long'): string {
  const date = new Date(Date.UTC(2026, 0, 5 + DAYS.indexOf(day)));
  const name = new Intl.DateTimeFormat(tag(), { weekday: width, timeZone: 'UTC' }).format(date);
  return name[0]!.toLocaleUpperCase(tag()) + name.slice(1);
}

/** The day of the week of a date. */
export function dayOf(date: string): Day {
  return DAYS[(new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7]!;
}

/** "Thu 24 December 2026". */
export function dateName(date: string): string {
  return new Intl.DateTimeFormat(tag(), {
    ...{ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' },
    timeZone: 'UTC',
  }).format(new Date(`${date}T00:00Z`));
}

/** "24 – 26 December 2026"; of one day its name. */
export function datesName(from: string, to: string): string {
  if (from === to) return dateName(from);
  return new Intl.DateTimeFormat(tag(), {
    ...{ day: 'numeric', month: 'long', year: 'numeric' },
    timeZone: 'UTC',
  }).formatRange(new Date(`${from}T00:00Z`), new Date(`${to}T00:00Z`));
}

export function countryName(code: string): string {
  return new Intl.DisplayNames(tag(), { type: 'region' }).of(code) ?? code;
}
