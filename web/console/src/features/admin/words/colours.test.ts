import { expect, test } from 'vitest';
import { leastUsed } from './colours.ts';

test('a new tag takes the first colour that is used least', () => {
  expect(leastUsed([])).toBe(1);
  expect(leastUsed([1, 2, 2, 4])).toBe(3);
  expect(leastUsed([1, 2, 3, 4, 5, 6, 1])).toBe(2);
});
