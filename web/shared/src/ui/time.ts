/** Times as people read them. */
import { language, m } from '../words/index.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "4:12", "1:04:12", from a day on "2 d 4 h". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  if (seconds >= DAY / SECOND)
    return m.common_days_hours({
      days: Math.floor(ms / DAY),
      hours: Math.floor((ms % DAY) / HOUR),
    });
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** For counters that need no seconds: "now", "4 min", "2 h", "3 d". */
export function roughly(ms: number): string {
  if (ms < MINUTE) return m.common_just_now();
  if (ms < HOUR) return m.common_minutes({ n: Math.floor(ms / MINUTE) });
  if (ms < DAY) return m.common_hours({ n: Math.floor(ms / HOUR) });
  return m.common_days({ n: Math.floor(ms / DAY) });
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const tag = language() === 'en' ? 'en-GB' : language();
  const key = tag + JSON.stringify(options);
  let made = formats.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(tag, options);
    formats.set(key, made);
  }
  return made;
}

/** "09:47" */
export function timeOfDay(at: string | number): string {
  return format({ hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** "Today, 23 November", "18 August", with the year when it is another one. */
export function dayName(at: string | number, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long' };
  if (date.getFullYear() !== today.getFullYear()) options.year = 'numeric';
  const name = format(options).format(date);
  if (sameDay(date, today)) return m.common_today({ day: name });
  if (sameDay(date, new Date(now - DAY))) return m.common_yesterday({ day: name });
  return name;
}

/** "3 Nov", with the year when it is another one. */
export function shortDay(at: string | number, now: number): string {
  const date = new Date(at);
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  if (date.getFullYear() !== new Date(now).getFullYear()) options.year = 'numeric';
  return format(options).format(date);
}

/** A full moment for tooltips: "23 November 2026 at 09:47". */
export function moment(at: string | number): string {
  return format({ dateStyle: 'long', timeStyle: 'short' }).format(new Date(at));
}

/** A moment to come, as far as needed: "20:00", "tomorrow at 7:30", "Monday at 7:30", "24 December at 7:30". */
export function comesAt(at: string | number, now: number, zone?: string): string {
  const timeZone = zone && { timeZone: zone };
  const day = (moment: number | string) =>
    new Intl.DateTimeFormat('en-CA', { ...timeZone }).format(new Date(moment));
  const time = format({ ...timeZone, hour: 'numeric', minute: '2-digit' }).format(new Date(at));
  const days = (Date.parse(day(at)) - Date.parse(day(now))) / DAY;
  if (days === 0) return time;
  if (days === 1) return m.common_tomorrow_at({ time });
  const options: Intl.DateTimeFormatOptions =
    days < 7 ? { weekday: 'long' } : { day: 'numeric', month: 'long' };
  return m.common_day_at({ day: format({ ...timeZone, ...options }).format(new Date(at)), time });
}

export function sameDay(a: Date, b: Date): boolean {
  return (
    a.getFullYear() === b.getFullYear() &&
    a.getMonth() === b.getMonth() &&
    a.getDate() === b.getDate()
  );
}
