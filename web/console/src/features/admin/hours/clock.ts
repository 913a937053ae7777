/** Times of day and the segments between two of them, as minutes since midnight; beyond 24 hours it is the next day's. */
import type { Segment } from '../contract.ts';

export const DAY = 24 * 60;
/** What the arrows and the pointer move an edge by. */
export const STEP = 15;

export interface Stretch {
  from: number;
  to: number;
}

const TIME = /^(\d{1,2})(?:[:.](\d{2}))?$/;

/** "7:30", "7.30", "7" and "24:00"; null when it is no time of day. */
export function minutesOf(typed: string): number | null {
  const found = TIME.exec(typed.trim());
  if (found === null) return null;
  const [hours, minutes] = [Number(found[1]), Number(found[2] ?? 0)];
  const all = hours * 60 + minutes;
  return minutes < 60 && all <= DAY ? all : null;
}

/** "7:30", and "24:00" for the end of the day; of the next day "6:00". */
export function timeOf(minutes: number): string {
  const shown = minutes > DAY ? minutes - DAY : minutes;
  return `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, '0')}`;
}

/** "7:30-20", "22:00 – 6:00", "7:30 to 20:00", "od 7 do 20"; null when it is none. */
export function stretchOf(typed: string): Stretch | null {
  const parts = typed
    .trim()
    .split(/\s*(?:-|–|—|\bto\b|\bdo\b)\s*/u)
    .map((part) => part.replace(/^(from|od)\s+/u, ''));
  if (parts.length !== 2) return null;
  const [from, to] = parts.map((part) => minutesOf(part));
  if (from == null || to == null || from >= DAY) return null;
  return sound({ from, to: to > from ? to : to + DAY });
}

/** It begins within its day and lasts a day at most, or null. */
function sound(stretch: Stretch): Stretch | null {
  const length = stretch.to - stretch.from;
  return length < DAY || (length === DAY && stretch.from === 0) ? stretch : null;
}

export function readSegment(segment: Segment): Stretch {
  const [from, to] = [minutesOf(segment.from) ?? 0, minutesOf(segment.to) ?? 0];
  return { from, to: to > from ? to : to + DAY };
}

export function writeSegment({ from, to }: Stretch): Segment {
  const two = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return { from: two(from), to: two(to > DAY ? to - DAY : to) };
}

/** Earliest first. */
export function inOrder(day: readonly Stretch[]): Stretch[] {
  return day.toSorted((a, b) => a.from - b.from);
}

/** Whether no two of a day overlap; touching is fine. */
export function fits(day: readonly Stretch[]): boolean {
  return inOrder(day).every((it, n, all) => n === 0 || all[n - 1]!.to <= it.from);
}

/** Where a new stretch fits into a day: after the last one, else the largest gap; null when the day is full. */
export function roomIn(day: readonly Stretch[]): Stretch | null {
  if (day.length === 0) return { from: 8 * 60, to: 16 * 60 };
  const edges = inOrder(day);
  const last = edges.at(-1)!;
  if (last.to + 60 <= DAY)
    return { from: last.to + 30 <= DAY - 60 ? last.to + 30 : last.to, to: DAY };
  const gaps = edges.map((it, n) => ({ from: n === 0 ? 0 : edges[n - 1]!.to, to: it.from }));
  const largest = gaps.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
  return largest !== undefined && largest.to - largest.from >= STEP ? largest : null;
}

/** The stretch with one edge moved to a minute, kept apart from its neighbours and at least a step long. */
export function moved(
  day: readonly Stretch[],
  index: number,
  edge: 'from' | 'to' | 'both',
  by: number,
): Stretch {
  const it = day[index]!;
  const others = inOrder(day.filter((_, n) => n !== index));
  const floor = Math.max(0, ...others.filter((o) => o.to <= it.from).map((o) => o.to));
  const after = others.find((o) => o.from >= it.to);
  const ceiling =
    after?.from ?? (others.length === 0 ? it.from + DAY : DAY + (others[0]?.from ?? 0));
  const within = (value: number, least: number, most: number) =>
    Math.min(Math.max(value, least), most);
  if (edge === 'from')
    return {
      ...it,
      from: within(it.from + by, Math.max(floor, it.to - DAY), Math.min(it.to - STEP, DAY - STEP)),
    };
  if (edge === 'to') {
    const longest = it.from === 0 ? DAY : it.from + DAY - STEP;
    return { ...it, to: within(it.to + by, it.from + STEP, Math.min(ceiling, longest)) };
  }
  const shift = within(by, floor - it.from, Math.min(ceiling - it.to, DAY - STEP - it.from));
  return { from: it.from + shift, to: it.to + shift };
}

/** How long a day is open, in minutes. */
export function lengthOf(day: readonly Stretch[]): number {
  return day.reduce((sum, it) => sum + it.to - it.from, 0);
}

/** "12:30 h", "12 h". */
export function lengthWords(minutes: number): string {
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''} h`;
}
