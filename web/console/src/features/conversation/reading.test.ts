import { expect, test } from 'vitest';
import { aMessage } from '@hovorna/shared/state/samples.ts';
import { Reading } from './reading.svelte.ts';

const said = (...seqs: number[]) => seqs.map((seq) => aMessage(seq, 'client'));

test('whoever comes to unread messages finds a line before the first of them', () => {
  expect(new Reading(said(1, 2, 3), 1, true).mark).toBe(1);
  expect(new Reading(said(1, 2), 2, true).mark).toBeNull();
  expect(new Reading([aMessage(2, 'klara')], 1, true).mark).toBeNull();
});

test('what comes while one looks makes no line; what comes while one is away does, until it is answered', () => {
  const reading = new Reading(said(1), 1, true);
  reading.came(2);
  expect(reading.mark).toBeNull();
  reading.focus(false, 2);
  reading.came(3);
  expect(reading.mark).toBe(2);
  reading.focus(true, 3);
  expect(reading.mark).toBe(2);
  reading.answered();
  expect(reading.mark).toBeNull();
});

test('away a second time, the line moves to what is new since', () => {
  const reading = new Reading(said(1), 1, false);
  reading.came(2);
  reading.focus(true, 2);
  reading.focus(false, 2);
  reading.came(3);
  expect(reading.mark).toBe(2);
});

test('further up, what comes below is counted until one is there', () => {
  const reading = new Reading(said(1), 1, true);
  reading.scrolled(false, 1);
  reading.came(3);
  expect(reading.below([...said(1, 2), aMessage(3, 'klara')])).toBe(1);
  reading.scrolled(true, 3);
  expect(reading.below(said(1, 2, 3))).toBe(0);
  expect(reading.seen).toBe(3);
});
