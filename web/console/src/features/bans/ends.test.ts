import { expect, test } from 'vitest';
import { endOf, holds } from './ends.ts';

test('a month from the last of January ends with February', () => {
  const end = endOf('month', new Date(2027, 0, 31, 10, 30), '')!;
  expect([end.getMonth(), end.getDate(), end.getHours()]).toEqual([1, 28, 10]);
});

test('a day of one’s own counts to its midnight, and for ever has no end', () => {
  const now = new Date(2026, 10, 26, 10);
  expect(endOf('date', now, '2026-12-24')).toEqual(new Date(2026, 11, 25));
  expect(endOf('ever', now, '')).toBeNull();
  expect(endOf('day', now, '')).toEqual(new Date(2026, 10, 27, 10));
  expect(endOf('week', now, '')).toEqual(new Date(2026, 11, 3, 10));
  expect(endOf('hour', now, '')).toEqual(new Date(2026, 10, 26, 11));
});

test('a ban holds up to its end', () => {
  const until = new Date(1_000).toISOString();
  expect([holds({ until }, 999), holds({ until }, 1_000), holds({ until: null }, 1e12)]).toEqual([
    true,
    false,
    true,
  ]);
});
