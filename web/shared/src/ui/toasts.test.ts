import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dismissToast, holdToast, showToast, toast, undoToast } from './toasts.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  dismissToast();
  vi.useRealTimers();
});

const told: string[] = [];
const removed = (text: string) => ({
  ...{ kind: 'info' as const, text },
  undo: () => void told.push(`${text} is back`),
  onkept: () => void told.push(`${text} is gone`),
});

beforeEach(() => void told.splice(0));

test('after five seconds what was told of stays done', () => {
  showToast(removed('a'));
  vi.advanceTimersByTime(4999);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect([toast(), told]).toEqual([null, ['a is gone']]);
});

test('what is taken back is not done as well', () => {
  showToast(removed('a'));
  undoToast();
  undoToast();
  vi.advanceTimersByTime(9999);
  expect(told).toEqual(['a is back']);
});

test('the next message settles the one before, and closing it does, too', () => {
  showToast(removed('a'));
  showToast(removed('b'));
  expect(told).toEqual(['a is gone']);
  dismissToast();
  expect(told).toEqual(['a is gone', 'b is gone']);
});

test('it stays for as long as somebody looks at it, and begins its time anew then', () => {
  showToast(removed('a'));
  vi.advanceTimersByTime(4000);
  const [release, another] = [holdToast(), holdToast()];
  vi.advanceTimersByTime(60_000);
  release();
  vi.advanceTimersByTime(60_000);
  another();
  vi.advanceTimersByTime(4999);
  expect(toast()?.text).toBe('a');
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['a is gone']);
});

test('errors stay until somebody has seen them', () => {
  showToast({ kind: 'error', text: 'a' });
  holdToast()();
  vi.advanceTimersByTime(60_000);
  expect(toast()?.text).toBe('a');
});
