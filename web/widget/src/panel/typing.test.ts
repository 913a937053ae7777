import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TypingSignal } from './typing.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function typing(withWords: boolean) {
  const told: unknown[][] = [];
  const signal = new TypingSignal((...what) => told.push(what), withWords);
  const type = async (text: string) => {
    signal.input(text);
    await vi.advanceTimersByTimeAsync(100);
  };
  return { told, signal, type };
}

test('without leave no word is told, only that there is typing', async () => {
  const { told, type } = typing(false);
  for (const text of ['s', 'se', 'secret']) await type(text);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([[true], [false]]);
});

test('with leave the words go twice a second at most, and the last ones always', async () => {
  const { told, type } = typing(true);
  for (const text of ['a', 'ab', 'abc', 'abcd']) await type(text);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual([
    [true, 'a'],
    [true, 'abcd'],
  ]);
});

test('no more than a thousand characters are told', () => {
  const { told, signal } = typing(true);
  signal.input('😀'.repeat(1_500));
  expect([...(told[0]![1] as string)]).toHaveLength(1_000);
});

test('emptied words and sent ones end it', async () => {
  const { told, signal, type } = typing(true);
  await type('a');
  signal.input('');
  expect(told.at(-1)).toEqual([false]);
});
