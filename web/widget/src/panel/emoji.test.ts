import { expect, test } from 'vitest';
import { EMOJI, placeAfter } from './emoji.ts';

test('every emoji stands once and is one character', () => {
  expect(new Set(EMOJI).size).toBe(EMOJI.length);
  expect(EMOJI.filter((it) => !/^\p{Emoji}$/u.test(it))).toEqual([]);
  expect(EMOJI.length).toBeGreaterThanOrEqual(90);
});

test('keys go by columns and stop at the edges', () => {
  expect(placeAfter('ArrowRight', 0)).toBe(1);
  expect(placeAfter('ArrowDown', 3)).toBe(11);
  expect(placeAfter('ArrowUp', 3)).toBeUndefined();
  expect(placeAfter('ArrowLeft', 0)).toBeUndefined();
  expect(placeAfter('End', 0)).toBe(EMOJI.length - 1);
  expect(placeAfter('Enter', 0)).toBeUndefined();
});
