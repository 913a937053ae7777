/** A group's opening hours while an administrator changes them. */
import type { DayHours, Exception, Schedule, Week } from '../contract.ts';
import type { FieldCode } from '../failure.ts';
import { fits, inOrder, readSegment, writeSegment, type Stretch } from './clock.ts';

export const DAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const satisfies readonly (keyof Week)[];
export type Day = (typeof DAYS)[number];

export interface HoursDraft {
  zone: string;
  week: Record<Day, Stretch[]>;
  /** The country on whose public holidays it is closed; '' for none. */
  holidays: string;
  exceptions: Exception[];
}

const eachDay = <Value>(value: (day: Day) => Value) =>
  Object.fromEntries(DAYS.map((day) => [day, value(day)])) as Record<Day, Value>;

export function draftOf(schedule: Schedule): HoursDraft {
  return {
    zone: schedule.zone,
    week: eachDay((day) => inOrder(schedule.week[day].map(readSegment))),
    holidays: schedule.holidays ?? '',
    exceptions: inTime(schedule.exceptions),
  };
}

export function scheduleOf(draft: HoursDraft): Schedule {
  return {
    zone: draft.zone,
    week: eachDay((day) => inOrder(draft.week[day]).map(writeSegment)),
    holidays: draft.holidays || null,
    exceptions: draft.exceptions,
  };
}

/** What most offices begin with, on the clock of whoever sets it up. */
export function usualOffice(zone: string): Schedule {
  const workday = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
  const week = eachDay((day) => (workday.includes(day) ? [{ from: '08:00', to: '17:00' }] : []));
  return { zone, week, holidays: countryOf(zone), exceptions: [] };
}

/** Where it is plain from the clock; anybody else picks the country. */
function countryOf(zone: string): string | null {
  const plain: Record<string, string> = {
    'Europe/Prague': 'CZ',
    'Europe/Bratislava': 'SK',
    'Europe/Vienna': 'AT',
    'Europe/Berlin': 'DE',
    'Europe/Warsaw': 'PL',
  };
  return plain[zone] ?? null;
}

export function wrongIn(draft: HoursDraft): Record<string, FieldCode> {
  return DAYS.every((day) => fits(draft.week[day])) ? {} : { week: 'malformed' };
}

/** Earliest first. */
export function inTime(exceptions: readonly Exception[]): Exception[] {
  return exceptions.toSorted((a, b) => a.from.localeCompare(b.from));
}

/** The exception a date is in. */
export function exceptionOn(exceptions: readonly Exception[], date: string): Exception | undefined {
  return exceptions.find((it) => it.from <= date && date <= it.to);
}

export function sameStretches(a: readonly Stretch[], b: readonly Stretch[]): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

export const isOther = (hours: DayHours): hours is Extract<DayHours, { kind: 'other' }> =>
  hours.kind === 'other';
