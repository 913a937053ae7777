import { expect, test } from 'vitest';
import { aRow, at } from './samples.ts';
import { FAREWELL_MS, arrange, type WaitingList } from './waiting.ts';

const empty: WaitingList = { rows: [], withheld: 0 };
const rowAt = (second: number) => aRow(`row-${second}`, { queued_at: at(second) });
const shown = (list: WaitingList) =>
  list.rows.map((row) => (row.left === null ? row.conversation.id : `(${row.conversation.id})`));
const calm = { gone: {}, isHeld: false, now: 0 };
const taken = { last_seq: 2, why: 'taken', operator: { id: 'petr', name: 'Petr' } } as const;

test('a row that belongs above waits until the pointer has left', () => {
  const before = arrange(empty, { ...calm, queue: [rowAt(5), rowAt(6)] });
  const held = arrange(before, { ...calm, isHeld: true, queue: [rowAt(1), rowAt(5), rowAt(6)] });
  expect(shown(held)).toEqual(['row-5', 'row-6']);
  expect(held.withheld).toBe(1);
  const free = arrange(held, { ...calm, queue: [rowAt(1), rowAt(5), rowAt(6)] });
  expect(shown(free)).toEqual(['row-1', 'row-5', 'row-6']);
  expect(free.withheld).toBe(0);
});

test('a new client is added at the end even while somebody points', () => {
  const before = arrange(empty, { ...calm, queue: [rowAt(5)] });
  const held = arrange(before, { ...calm, isHeld: true, queue: [rowAt(5), rowAt(9)] });
  expect(shown(held)).toEqual(['row-5', 'row-9']);
});

test('a taken row stays struck through where it was for two seconds', () => {
  const before = arrange(empty, { ...calm, queue: [rowAt(1), rowAt(2), rowAt(3)] });
  const left = { ...calm, queue: [rowAt(1), rowAt(3)], gone: { 'row-2': taken } };
  const first = arrange(before, left);
  expect(shown(first)).toEqual(['row-1', '(row-2)', 'row-3']);
  const later = arrange(first, { ...left, now: FAREWELL_MS });
  expect(shown(later)).toEqual(['row-1', 'row-3']);
});

test('a taken row does not close while somebody points at the list', () => {
  const before = arrange(empty, { ...calm, queue: [rowAt(1), rowAt(2)] });
  const left = { queue: [rowAt(2)], gone: { 'row-1': taken }, isHeld: true };
  const long = [0, 60_000].reduce((list, now) => arrange(list, { ...left, now }), before);
  expect(shown(long)).toEqual(['(row-1)', 'row-2']);
});

test('what I accepted myself goes at once', () => {
  const before = arrange(empty, { ...calm, queue: [rowAt(1)] });
  expect(shown(arrange(before, { ...calm, isHeld: true, queue: [] }))).toEqual([]);
});
