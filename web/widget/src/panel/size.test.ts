import { expect, test } from 'vitest';
import { endingOf, fitted, sizeWords } from './size.ts';

test('sizes are said in the unit that fits', () => {
  expect([1, 184_000, 999_999, 3_240_000].map(sizeWords)).toEqual([
    '1 kB',
    '184 kB',
    '1 MB',
    '3.2 MB',
  ]);
});

test('a large picture keeps its shape, a small one its size, and none is too small to press', () => {
  expect(fitted(1_200, 600)).toEqual([240, 120]);
  expect(fitted(100, 80)).toEqual([100, 80]);
  expect(fitted(5_000, 20)).toEqual([240, 44]);
});

test('a name without an ending has none', () => {
  expect(['a.pdf', 'photo.of.JPEG', 'README', 'a.verylong'].map(endingOf)).toEqual([
    'PDF',
    'JPEG',
    '',
    '',
  ]);
});
