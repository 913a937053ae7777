import { expect, test } from 'vitest';
import { draftOf, erasesSomething, rulesOf, wrongIn } from './privacyDraft.ts';

test('an empty field keeps for ever', () => {
  const draft = draftOf({ conversations_days: null, files_days: 90 });
  expect(draft).toEqual({ conversations_days: '', files_days: '90' });
  expect(wrongIn(draft)).toEqual({});
  expect(rulesOf(draft)).toEqual({ conversations_days: null, files_days: 90 });
});

test('no days, and more than a hundred years of them, are refused', () => {
  const wrong = wrongIn({ conversations_days: '0', files_days: '36501' });
  expect(wrong).toEqual({ conversations_days: 'out-of-range', files_days: 'out-of-range' });
  expect(wrongIn({ conversations_days: 'a year', files_days: '' })).toEqual({
    conversations_days: 'out-of-range',
  });
});

test('nothing due erases nothing', () => {
  expect(erasesSomething({ conversations: 0, requests: 0, files: 0 })).toBe(false);
  expect(erasesSomething({ conversations: 0, requests: 0, files: 1 })).toBe(true);
});
