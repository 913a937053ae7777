import { expect, test } from 'vitest';
import { estimateWords, ringPart } from './estimate.ts';

test('an estimate is said in minutes, rounded up', () => {
  expect(estimateWords(61, 2)).toBe('About 2 minutes to go');
  expect(estimateWords(60, 2)).toBe('About 1 minute to go');
  expect(estimateWords(20, 1)).toBe('Less than a minute to go');
});

test('where nothing honest can be said, no number is made up', () => {
  expect(estimateWords(null, 1)).toBe('You are next');
  expect(estimateWords(null, 4)).not.toMatch(/\d/);
});

test('the ring fills while the client waits and never looks done', () => {
  expect(ringPart(90, 30_000)).toBeCloseTo(0.25);
  expect(ringPart(0, 600_000)).toBeLessThan(1);
  expect(ringPart(60, -5_000)).toBeGreaterThan(0);
});
