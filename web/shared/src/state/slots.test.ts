import { expect, test } from 'vitest';
import { fillSlots } from './slots.ts';

test('a finished conversation leaves a free slot and the others do not move', () => {
  expect(fillSlots(['a', 'b', 'c'], ['a', 'c'], 3)).toEqual(['a', null, 'c']);
});

test('the next one takes the first free slot', () => {
  expect(fillSlots(['a', null, 'c'], ['a', 'c', 'd'], 3)).toEqual(['a', 'd', 'c']);
});

test('there are as many slots as the limit, and never fewer than conversations', () => {
  expect(fillSlots([], [], 2)).toEqual([null, null]);
  expect(fillSlots([], ['a', 'b', 'c'], 2)).toEqual(['a', 'b', 'c']);
  expect(fillSlots(['a', null, null, null], ['a'], 2)).toEqual(['a', null]);
});
