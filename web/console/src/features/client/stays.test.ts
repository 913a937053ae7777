import { expect, test } from 'vitest';
import { aRow } from '@hovorna/shared/state/samples.ts';
import { goneSince, stays } from './stays.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString();
const page = (minute: number) => ({
  ...{ id: String(minute), url: 'https://example.com/', title: '' },
  at: at(minute),
});
const MINUTE = 60_000;

test('a page is open until the next one; the newest until now, however long', () => {
  const pages = [page(10), page(8), page(3)];
  expect(stays(pages, null, Date.parse(at(59)))).toEqual([49 * MINUTE, 2 * MINUTE, 5 * MINUTE]);
});

test('the newest page was open until the client left', () => {
  expect(stays([page(10), page(8)], at(14), Date.parse(at(59)))).toEqual([4 * MINUTE, 2 * MINUTE]);
});

test('across a pause, or when clocks disagree, nothing is said', () => {
  expect(stays([page(59), page(3)], at(50), Date.parse(at(59)))).toEqual([null, null]);
});

test('the client is there unless the talk is over or the browser is gone', () => {
  expect(goneSince(aRow('a'))).toBeNull();
  expect(goneSince(aRow('a', { client_left_at: at(1) }))).toBe(at(1));
  expect(goneSince(aRow('a', { state: 'ended', ended_at: at(2) }))).toBe(at(2));
});
