/** Numbers as people type them into a field, and spans of time with the unit that fits. */
export const CHAT_LIMIT = { from: 0, to: 50 };

/** The whole number, null when nothing is typed, NaN when it is none or outside the range. */
export function wholeNumber(typed: string, range: { from: number; to: number }): number | null {
  const text = typed.trim();
  if (text === '') return null;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= range.from && value <= range.to ? value : NaN;
}

export type Unit = 's' | 'min' | 'h';
export const SECONDS: Record<Unit, number> = { s: 1, min: 60, h: 3600 };

export interface Span {
  amount: string;
  unit: Unit;
}

/** The largest unit that shows it as a whole number: 600 s is 10 min, 90 s stays 90 s. */
export function spanOf(seconds: number): Span {
  const unit = (['h', 'min'] as const).find((it) => seconds > 0 && seconds % SECONDS[it] === 0);
  return { amount: String(seconds / SECONDS[unit ?? 's']), unit: unit ?? 's' };
}

/** Null when nothing is typed, NaN when it is no number or outside the range of seconds. */
export function secondsOf(span: Span, range: { from: number; to: number }): number | null {
  const amount = wholeNumber(span.amount, { from: 0, to: Number.MAX_SAFE_INTEGER });
  if (amount === null) return null;
  const seconds = amount * SECONDS[span.unit];
  return seconds >= range.from && seconds <= range.to ? seconds : NaN;
}
