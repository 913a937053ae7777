import { expect, test } from 'vitest';
import { secondsOf, spanOf, wholeNumber } from './numbers.ts';

test('an empty field is no number, and no wrong number either', () => {
  expect(wholeNumber('  ', { from: 0, to: 50 })).toBe(null);
  expect(secondsOf({ amount: '', unit: 'min' }, { from: 5, to: 3600 })).toBe(null);
});

test('what is no whole number inside the range is refused', () => {
  for (const typed of ['51', '-1', '3.5', '1e1', 'four'])
    expect(wholeNumber(typed, { from: 0, to: 50 })).toBe(NaN);
  expect(wholeNumber(' 0 ', { from: 0, to: 50 })).toBe(0);
});

test('a span is shown in the largest unit that keeps it whole', () => {
  expect(spanOf(45)).toEqual({ amount: '45', unit: 's' });
  expect(spanOf(90)).toEqual({ amount: '90', unit: 's' });
  expect(spanOf(600)).toEqual({ amount: '10', unit: 'min' });
  expect(spanOf(7200)).toEqual({ amount: '2', unit: 'h' });
  expect(spanOf(0)).toEqual({ amount: '0', unit: 's' });
});

test('a span outside its range of seconds is refused', () => {
  expect(secondsOf({ amount: '2', unit: 'min' }, { from: 5, to: 3600 })).toBe(120);
  expect(secondsOf({ amount: '2', unit: 'h' }, { from: 5, to: 3600 })).toBe(NaN);
});
