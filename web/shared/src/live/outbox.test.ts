import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem, Unreachable } from '../api/problem.ts';
import { Outbox, type Letter } from './outbox.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    clear: () => kept.clear(),
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

function anOutbox(post: (letter: Letter) => Promise<unknown>, storage = memory()) {
  const line = { isUp: true };
  const outbox = new Outbox({
    ...{ post, storage, storagePrefix: 'outbox.' },
    onchange: () => undefined,
    isLineUp: () => line.isUp,
  });
  const add = (id: string, conversation = 'a') =>
    outbox.add({
      id,
      conversation,
      kind: 'message',
      text: id,
      at: '2026-01-01T00:00:00Z',
    });
  const statuses = () => outbox.letters.map((letter) => `${letter.id} ${letter.status.kind}`);
  return { outbox, add, statuses, storage, line };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

test('letters of one conversation go one after the other, in order', async () => {
  const posted: string[] = [];
  let release = () => undefined as void;
  const { add } = anOutbox((letter) => {
    posted.push(letter.id);
    return new Promise<void>((resolve) => (release = () => resolve()));
  });
  add('1');
  add('2');
  await settle();
  expect(posted).toEqual(['1']);
  release();
  await settle();
  expect(posted).toEqual(['1', '2']);
});

test('a lost answer is asked again under the same id until it comes', async () => {
  const post = vi
    .fn<(letter: Letter) => Promise<unknown>>()
    .mockRejectedValueOnce(new Unreachable())
    .mockRejectedValueOnce(new Problem(503, 'http-503', undefined, {}, undefined))
    .mockResolvedValue({});
  const { add, statuses } = anOutbox(post);
  add('1');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(post.mock.calls.map(([letter]) => letter.id)).toEqual(['1', '1', '1']);
  expect(statuses()).toEqual(['1 sent']);
});

test('after four tries it is failed, and Retry really sends', async () => {
  const post = vi.fn<(letter: Letter) => Promise<unknown>>().mockRejectedValue(new Unreachable());
  const { outbox, add, statuses } = anOutbox(post);
  add('1');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(statuses()).toEqual(['1 failed']);
  expect(post).toHaveBeenCalledTimes(4);
  post.mockResolvedValue({});
  outbox.retry('1');
  await settle();
  expect(statuses()).toEqual(['1 sent']);
});

test('while the line is down a letter is waiting, not failed', async () => {
  const post = vi.fn<(letter: Letter) => Promise<unknown>>().mockRejectedValue(new Unreachable());
  const { outbox, add, statuses, line } = anOutbox(post);
  line.isUp = false;
  add('1');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(statuses()).toEqual(['1 pending']);
  line.isUp = true;
  post.mockResolvedValue({});
  outbox.lineIsBack();
  await settle();
  expect(statuses()).toEqual(['1 sent']);
});

test('a refusal is final, says why, and holds the later ones back', async () => {
  const refusal = new Problem(
    409,
    'ended',
    'The conversation has ended.',
    { by: 'client' },
    undefined,
  );
  const { add, outbox } = anOutbox(() => Promise.reject(refusal));
  add('1');
  add('2');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(outbox.letters.map((letter) => letter.status)).toEqual([
    { kind: 'refused', code: 'ended', body: { by: 'client' } },
    { kind: 'pending' },
  ]);
});

test('another conversation is not held up', async () => {
  const { add, statuses } = anOutbox((letter) =>
    letter.conversation === 'a' ? new Promise(() => undefined) : Promise.resolve(),
  );
  add('1', 'a');
  add('2', 'b');
  await settle();
  expect(statuses()).toEqual(['1 pending', '2 sent']);
});

test('unsent letters survive a reload, acknowledged ones do not', async () => {
  const storage = memory();
  const before = anOutbox(
    (letter) => (letter.id === '1' ? Promise.resolve() : new Promise(() => undefined)),
    storage,
  );
  before.add('1');
  before.add('2');
  await settle();
  const post = vi.fn<(letter: Letter) => Promise<unknown>>().mockResolvedValue({});
  const after = anOutbox(post, storage);
  after.outbox.lineIsBack();
  await settle();
  expect(post.mock.calls.map(([letter]) => letter.id)).toEqual(['2']);
});

test('another tab keeps its own letters', () => {
  const storage = memory();
  const one = anOutbox(() => new Promise(() => undefined), storage);
  const other = anOutbox(() => new Promise(() => undefined), storage);
  one.add('1');
  other.add('2');
  other.outbox.discard('2');
  expect(anOutbox(() => new Promise(() => undefined), storage).statuses()).toEqual(['1 pending']);
});

test('a letter leaves when its event is in the thread', async () => {
  const { add, outbox, statuses } = anOutbox(() => Promise.resolve());
  add('1');
  await settle();
  outbox.arrived(['1', 'of somebody else']);
  expect(statuses()).toEqual([]);
});
