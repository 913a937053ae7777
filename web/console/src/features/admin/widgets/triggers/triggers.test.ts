import { expect, test } from 'vitest';
import { newTrigger, sentTrigger, wrongTriggers } from './triggers.ts';

const rule = { ...newTrigger(), texts: { en: 'Moving house? We will help.', cs: ' ' } };

test('a rule says something, and asks for what can be', () => {
  expect(wrongTriggers([rule])).toEqual([]);
  expect(wrongTriggers([newTrigger()])).toEqual([0]);
  for (const wrong of [
    { texts: { en: 'x'.repeat(201) } },
    { when: [{ kind: 'stays' as const, seconds: 0 }] },
    { when: [{ kind: 'stays' as const, seconds: 1.5 }] },
    { when: [{ kind: 'page' as const, how: 'like' as const, value: ' ' }] },
    { often: { kind: 'days' as const, days: 366 } },
  ])
    expect(wrongTriggers([rule, { ...rule, ...wrong }])).toEqual([1]);
});

test('languages without words are not sent', () => {
  expect(sentTrigger({ ...rule, name: ' Moving ' })).toEqual({
    ...rule,
    name: 'Moving',
    texts: { en: 'Moving house? We will help.' },
  });
});
