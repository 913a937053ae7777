import { expect, test } from 'vitest';
import { opensWords } from './opens.ts';

/** By the clock of whoever reads it. */
const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 30);
const opens = (day: number, language = 'en') =>
  opensWords(at(day, 7).toISOString(), language, at(27, 5).getTime());

test('today it is a time, this week a day, later a date', () => {
  expect(opens(27)).toMatch(/^0?7:30$/);
  expect(opens(30)).toMatch(/^Monday.* 0?7:30$/);
  expect(opens(30, 'cs')).toMatch(/^pondělí.* 0?7:30$/);
  expect(opensWords(at(40, 7).toISOString(), 'en', at(27, 5).getTime())).toMatch(
    /^10 December.* 0?7:30$/,
  );
});
