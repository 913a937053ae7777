import { expect, test } from 'vitest';
import type { ChannelCheck } from '../contract.ts';
import { checkWords } from './checkWords.ts';

type Found = [what: ChannelCheck['what'], finding: ChannelCheck['finding'], fine?: boolean | null];

const of = ([what, finding, fine = false]: Found, said = 'said', at: string | null = null) =>
  ({ what, fine, finding, said, at }) satisfies ChannelCheck;

const WRONG: Found[] = [
  ['token', 'unreadable'],
  ['token', 'expired'],
  ['token', 'password_changed'],
  ['token', 'app_removed'],
  ['token', 'of_a_person'],
  ['token', 'refused'],
  ['token', 'no_answer', null],
  ['token', 'busy', null],
  ['permission', 'missing'],
  ['permission', 'refused'],
  ['account', 'not_there'],
  ['account', 'another'],
  ['account', 'secret_first', null],
  ['subscription', 'not_subscribed'],
  ['subscription', 'no_messages'],
  ['subscription', 'missing', true],
  ['subscription', 'refused'],
  ['signature', 'not_the_apps'],
  ['signature', 'wrong_signature'],
  ['signature', 'no_app', null],
  ['reachability', 'no_webhook'],
  ['reachability', 'off'],
  ['reachability', 'elsewhere'],
  ['reachability', 'other_name', null],
  ['reachability', 'through_another', true],
  ['reachability', 'not_public'],
  ['reachability', 'nothing_yet', true],
  ['reachability', 'nothing_yet', null],
];

test('of each thing that is wrong it is said what exactly, and no two are said alike', () => {
  const said = WRONG.map((found) => checkWords(of(found)).text);
  expect(said.filter((text) => text === null || text === '')).toEqual([]);
  expect(new Set(said).size).toBe(WRONG.length);
});

test('what is in order asks for nothing; since when or until when it is stands there', () => {
  const when = '2026-11-26T21:00:00Z';
  expect(checkWords(of(['token', null, true])).text).toBeNull();
  for (const what of ['token', 'signature', 'reachability'] as const)
    expect(checkWords(of([what, null, true], '', when)).text).toContain('2026');
});

test('words that are in the text already do not stand there again', () => {
  expect(checkWords(of(['permission', 'missing'], 'pages_messaging')).isSaid).toBe(true);
  expect(checkWords(of(['token', 'refused'], 'Session has expired')).isSaid).toBe(false);
});

test('subscribing is offered where that is what is missing, and with a wrong token nothing is', () => {
  const offered = WRONG.filter((found) => checkWords(of(found)).canSubscribe);
  expect(offered.map(([, finding]) => finding)).toEqual([
    'not_subscribed',
    'no_messages',
    'missing',
  ]);
  const open = of(['subscription', null, null]);
  expect(checkWords(open, true).text).not.toBe(checkWords(open).text);
});
