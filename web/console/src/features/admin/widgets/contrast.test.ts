import { expect, test } from 'vitest';
import { readability } from './contrast.ts';

test('dark colours carry white text, light ones dark text, and the ratio is that of WCAG', () => {
  const petrol = readability('#006370');
  expect(petrol.isTextLight).toBe(true);
  expect(petrol.ratio).toBeCloseTo(6.9, 0);
  expect(readability('#000000').ratio).toBeCloseTo(21, 5);
  expect(readability('#ffd166')).toMatchObject({ isTextLight: false, isEnough: true });
});
