import { expect, test } from 'vitest';
import { check, given, wrongFromServer, wrongWith } from './form.ts';

const field = (kind: 'name' | 'phone' | 'email' | 'message', required = true) => ({
  kind,
  required,
  choices: {},
});

test('an optional field may stay empty, a required one may not', () => {
  expect(wrongWith(field('name', false), '  ')).toBeNull();
  expect(wrongWith(field('name'), '  ')).toBe('missing');
});

test.each(['jana@example.cz', 'jana+x@sub.example.com', 'jána@žluťoučký.cz'])(
  '%s is an address',
  (address) => expect(wrongWith(field('email'), address)).toBeNull(),
);

test.each(['jana', 'jana@seznam', 'jana@', 'a b@c.cz', 'jana@seznam.'])(
  '%s is no address',
  (address) => expect(wrongWith(field('email'), address)).toBe('malformed'),
);

test('a phone number is taken as people write it', () => {
  for (const number of ['+420 601 234 567', '(030) 123-456', '601/234567'])
    expect(wrongWith(field('phone'), number)).toBeNull();
  for (const number of ['12', 'call me', '+420 60'])
    expect(wrongWith(field('phone'), number)).toBe('malformed');
});

test('a message is counted in characters, not in halves of an emoji', () => {
  expect(wrongWith(field('message'), '🙂'.repeat(4000))).toBeNull();
  expect(wrongWith(field('message'), 'x'.repeat(4001))).toBe('too-long');
});

test('what is wrong comes in the order of the form', () => {
  const wrong = check([field('email'), field('name')], { email: 'x' });
  expect([...wrong.keys()]).toEqual(['email', 'name']);
});

test("the server's words about fields are understood", () => {
  const wrong = wrongFromServer({ 'form.email': 'malformed', name: 'required', other: 'taken' });
  expect([...wrong]).toEqual([
    ['email', 'malformed'],
    ['name', 'missing'],
  ]);
});

test('who sends a form agrees to the notice in it, and to the version that stands there', () => {
  const notice = { kind: 'consent' as const, required: false, choices: {}, notice: true };
  expect(check([notice], {})).toEqual(new Map());
  expect(given([field('name'), notice], { name: ' Jana ', email: 'x' }, 3)).toEqual({
    name: 'Jana',
    consent: '3',
  });
});

test('a box that was not ticked agrees to nothing', () => {
  const box = { kind: 'consent' as const, required: true, choices: {} };
  expect(wrongWith(box, '')).toBe('missing');
  expect(given([box], { consent: '' }, 3)).toEqual({});
  expect(given([box], { consent: '2' }, 3)).toEqual({ consent: '2' });
});
