import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConsoleSays } from '@hovorna/shared/contract';
import { Looking } from './looking.svelte.ts';

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
let said: string[][];
let looking: Looking;

beforeEach(() => {
  vi.useFakeTimers();
  page.visibilityState = 'visible';
  vi.stubGlobal('document', page);
  said = [];
  looking = new Looking((frame: ConsoleSays) => {
    if (frame.type === 'looking') said.push(frame.conversations);
  });
  looking.start();
});

afterEach(() => {
  looking.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function turn(visibilityState: string) {
  page.visibilityState = visibilityState;
  page.dispatchEvent(new Event('visibilitychange'));
}

test('what is on the screen is said, and again, as long as the page can be seen', () => {
  looking.show(['a']);
  expect(said).toEqual([]);
  looking.lineIsUp();
  expect(said).toEqual([['a']]);
  vi.advanceTimersByTime(10_000);
  expect(said).toEqual([['a'], ['a'], ['a']]);
  turn('hidden');
  vi.advanceTimersByTime(60_000);
  expect(said.slice(3)).toEqual([[]]);
  turn('visible');
  expect(said.slice(4)).toEqual([['a']]);
});

test('nothing on the screen is said once', () => {
  looking.lineIsUp();
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual([]);
  looking.show(['a', 'a']);
  looking.show([]);
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual([['a'], []]);
});

test('who looks is forgotten with the line', () => {
  looking.lineIsUp();
  const ben = { id: 'b', name: 'Ben' };
  looking.hear('a', [ben]);
  expect(looking.at('a')).toEqual([ben]);
  looking.hear('c', [ben]);
  looking.hear('a', []);
  expect(looking.at('a')).toEqual([]);
  looking.lineIsDown();
  expect(looking.at('c')).toEqual([]);
});
