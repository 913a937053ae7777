import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DraftKeeper } from './draftKeeper.ts';

const NONE = { reply: '', note: '' };
const draft = (reply: string) => ({ reply, note: '' });
let answers: { resolve: () => void; reject: () => void }[];
const keep = vi.fn(
  () =>
    new Promise<void>((resolve, reject) =>
      answers.push({ resolve, reject: () => reject(new Error('no line')) }),
    ),
);
const onkept = vi.fn();
let keeper: DraftKeeper;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  answers = [];
  keeper = new DraftKeeper({ keep, onkept, base: NONE });
});
afterEach(() => vi.useRealTimers());

test('a draft is kept a moment after the last key, once', async () => {
  keeper.changed(draft('D'));
  vi.advanceTimersByTime(1000);
  keeper.changed(draft('De'));
  vi.advanceTimersByTime(1400);
  expect(keep).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  expect(keep.mock.calls).toEqual([[draft('De')]]);
  answers[0]!.resolve();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(keep).toHaveBeenCalledTimes(1);
  expect(onkept).toHaveBeenCalledWith(draft('De'));
});

test('leaving keeps it at once, and nothing when nothing changed', () => {
  keeper.now();
  expect(keep).not.toHaveBeenCalled();
  keeper.changed(draft('Dear'));
  keeper.now();
  expect(keep).toHaveBeenCalledTimes(1);
});

test('a later draft never overtakes an earlier one, and follows it', async () => {
  keeper.changed(draft('one'));
  keeper.now();
  keeper.changed(draft(''));
  keeper.now();
  expect(keep).toHaveBeenCalledTimes(1);
  answers[0]!.resolve();
  await vi.advanceTimersByTimeAsync(1);
  expect(keep.mock.calls).toEqual([[draft('one')], [draft('')]]);
});

test('without a line it is tried again', async () => {
  keeper.changed(draft('Dear'));
  keeper.now();
  answers[0]!.reject();
  await vi.advanceTimersByTimeAsync(5000);
  expect(keep).toHaveBeenCalledTimes(2);
});
