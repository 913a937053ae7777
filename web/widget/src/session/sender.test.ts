import { Problem, Unreachable } from '@hovorna/shared/api/problem.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Added } from './contract.ts';
import type { Letter } from './outbox.ts';
import { readOutbox } from './outbox.ts';
import { Sender } from './sender.ts';
import { inMemory, type Store } from './store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A tab over a storage, and a server that answers as told. */
function tab(
  store: Store,
  answer: (letter: Letter) => Promise<Added>,
  lineIsUp = true,
  own = inMemory(),
) {
  let letters: Letter[] = [];
  const sender = new Sender({
    store,
    tab: own,
    widget: 'w',
    post: answer,
    alone: (work) => work(),
    lineIsUp: () => lineIsUp,
    onchange: (now) => (letters = now),
  });
  return { sender, letters: () => letters };
}

const refused = (status: number, code: string) =>
  new Problem(status, code, undefined, {}, undefined);

test('letters go one by one, in the order they were written, however slow the first is', async () => {
  const sent: string[] = [];
  const { sender } = tab(inMemory(), async (letter) => {
    await new Promise((done) => setTimeout(done, sent.length === 0 ? 500 : 1));
    sent.push(letter.text);
    return { id: letter.id, seq: sent.length };
  });
  ['one', 'two', 'three'].forEach((text) => sender.write({ conversation: 'c', text: text }));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sent).toEqual(['one', 'two', 'three']);
});

test('a lost answer is asked for again under the same id', async () => {
  const ids: string[] = [];
  const { sender, letters } = tab(inMemory(), async (letter) => {
    ids.push(letter.id);
    if (ids.length === 1) throw new Unreachable('lost');
    return { id: letter.id, seq: 7 };
  });
  sender.write({ conversation: 'c', text: 'hello' });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
  expect(letters()[0]).toMatchObject({ seq: 7 });
});

test('what a closed tab left behind is sent by the next one', async () => {
  const store = inMemory();
  tab(store, () => new Promise(() => {})).sender.write({ conversation: 'c', text: 'left behind' });
  const sent: string[] = [];
  tab(store, async (letter) => {
    sent.push(letter.text);
    return { id: letter.id, seq: 1 };
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual(['left behind']);
  expect(readOutbox(store, 'w')).toEqual([]);
});

test('a refused letter says why, lets the next pass, and a retry really sends', async () => {
  const asked: string[] = [];
  let willing = false;
  const { sender, letters } = tab(inMemory(), async (letter) => {
    asked.push(letter.text);
    if (letter.text === 'first' && !willing) throw refused(409, 'ended');
    return { id: letter.id, seq: asked.length };
  });
  sender.write({ conversation: 'c', text: 'first' });
  sender.write({ conversation: 'c', text: 'second' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(letters().map((it) => it.refused ?? it.seq)).toEqual(['ended', 2]);
  willing = true;
  sender.retry(letters()[0]!.id);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(['first', 'second', 'first']);
  expect(letters()[0]!.refused).toBeUndefined();
});

test('over an open line a letter fails after half a minute; without a line it only waits', async () => {
  const down = async () => Promise.reject(new Unreachable('down'));
  const open = tab(inMemory(), down, true);
  const closed = tab(inMemory(), down, false);
  open.sender.write({ conversation: 'c', text: 'x' });
  closed.sender.write({ conversation: 'c', text: 'x' });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(open.letters()[0]!.failed).toBe(true);
  expect(closed.letters()[0]!.failed).toBeUndefined();
});

test('when the line is back, a failed letter goes at once', async () => {
  let up = false;
  const { sender, letters } = tab(inMemory(), async (letter) => {
    if (!up) throw new Unreachable('down');
    return { id: letter.id, seq: 3 };
  });
  sender.write({ conversation: 'c', text: 'x' });
  await vi.advanceTimersByTimeAsync(120_000);
  up = true;
  sender.lineIsBack();
  await vi.advanceTimersByTimeAsync(10);
  expect(letters()[0]).toMatchObject({ seq: 3, failed: undefined });
});

test('a letter whose event has come leaves the outbox', async () => {
  const store = inMemory();
  const { sender, letters } = tab(store, () => new Promise(() => {}));
  sender.write({ conversation: 'c', text: 'x' });
  sender.arrived(new Set([letters()[0]!.id]));
  expect(letters()).toEqual([]);
  expect(readOutbox(store, 'w')).toEqual([]);
});
