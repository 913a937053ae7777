import { expect, test } from 'vitest';
import { turnedIn, turnedWords } from './refusal.ts';

test('what the server says behind the # is told in words', () => {
  const turned = turnedIn('#refused=unknown&address=max%40lumen.example');
  expect(turned).toEqual({ why: 'unknown', address: 'max@lumen.example' });
  expect(turnedWords(turned!, 'Lumen ID')).toContain('max@lumen.example');
  expect(turnedWords(turnedIn('#refused=provider')!, null)).toMatch(/^The sign-in service/);
});

test('what anybody else writes there is not', () => {
  for (const hash of [
    '',
    '#',
    '#top',
    '#refused=',
    '#refused=call+this+number',
    '#refused=toString',
  ])
    expect(turnedIn(hash)).toBeNull();
  const long = `a@${'b'.repeat(300)}`;
  for (const address of ['call 603 111 222 now', 'no-at', long, 'a@b c'])
    expect(turnedIn(`#refused=unknown&address=${encodeURIComponent(address)}`)?.address).toBe('');
});
