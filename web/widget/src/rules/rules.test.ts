import { expect, test } from 'vitest';
import type { Trigger } from '@hovorna/shared/generated/Trigger.ts';
import { firstTrue, type Facts } from './rules.ts';

const facts: Facts = {
  seconds: 40,
  url: 'https://lumen.example/moving/new',
  isReturning: false,
  isOnline: true,
  isPhone: false,
  language: 'en',
};
const moving: Trigger = {
  id: 'a',
  name: 'Moving',
  on: true,
  when: [
    { kind: 'stays', seconds: 40 },
    { kind: 'page', how: 'like', value: '/moving/*' },
    { kind: 'returning', is: false },
    { kind: 'online' },
    { kind: 'not_on_phones' },
  ],
  often: { kind: 'visit' },
  does: 'bubble',
  texts: { en: 'Moving house?' },
};
const always: Trigger = { ...moving, id: 'b', when: [] };
const never = () => false;

test('a rule comes true when every one of its signs is there', () => {
  expect(firstTrue([moving], facts, never)).toBe(moving);
  for (const other of [
    { seconds: 39 },
    { url: 'https://lumen.example/tariffs' },
    { isReturning: true },
    { isOnline: false },
    { isPhone: true },
  ])
    expect(firstTrue([moving], { ...facts, ...other }, never)).toBeUndefined();
});

test('the first one that may speak does', () => {
  expect(firstTrue([moving, always], facts, never)).toBe(moving);
  expect(firstTrue([moving, always], facts, ({ id }) => id === 'a')).toBe(always);
});

test('where a rule has no words in the language of the page, it is silent', () => {
  expect(firstTrue([moving], { ...facts, language: 'cs' }, never)).toBeUndefined();
});

test('a sign that this build does not know is not there', () => {
  const newer = { ...always, when: [{ kind: 'moon' }] } as unknown as Trigger;
  expect(firstTrue([newer], facts, never)).toBeUndefined();
});
