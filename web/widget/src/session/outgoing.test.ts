import { Problem, Unreachable } from '@hovorna/shared/api/problem.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Attachment } from './contract.ts';
import type { Letter } from './outbox.ts';
import { Outgoing } from './outgoing.ts';
import { inMemory } from './store.ts';
import type { Upload, UploadsOptions } from './uploads.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const RULES = { kinds: 'documents', largest_megabytes: 1 } as const;
const picture = (name: string) => new File(['bytes'], name, { type: 'image/png' });
const stored = ({ id, name, size }: Upload): Attachment => ({
  ...{ id, name, size, media_type: 'image/png', width: 1, height: 1 },
  ...{ url: `/files/${id}`, thumbnail_url: null, deleted: false },
});

/** A tab; uploads end when the test says so. */
function aTab(own = inMemory(), store = inMemory()) {
  const posted: Letter[] = [];
  const puts: { upload: Upload; done: () => void; fail: (why: Error) => void }[] = [];
  const now = { letters: [] as Letter[], uploads: [] as Upload[] };
  const line = { isUp: true };
  const put: UploadsOptions['put'] = (upload, _file, _onpart, signal) =>
    new Promise((resolve, fail) => {
      signal.addEventListener('abort', () => fail(new Unreachable('aborted')));
      puts.push({ upload, done: () => resolve(stored(upload)), fail });
    });
  const outgoing = new Outgoing({
    ...{ store, tab: own, widget: 'w', put },
    post: async (letter) => ({ id: letter.id, seq: posted.push(letter) }),
    alone: (work) => work(),
    lineIsUp: () => line.isUp,
    onchange: (change) => Object.assign(now, change),
  });
  return { outgoing, posted, puts, now, line };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const names = (letter: Letter | undefined) => letter?.files?.map((it) => it.name);

test('a message waits for its files, words after it do not, and it goes once', async () => {
  const { outgoing, posted, puts } = aTab();
  outgoing.attach('c', [picture('a.png'), picture('b.png')], RULES);
  outgoing.say('c', 'look');
  outgoing.say('c', 'are you there?');
  await settle();
  expect(posted.map((it) => it.text)).toEqual(['are you there?']);
  puts[0]!.done();
  await settle();
  puts[1]!.done();
  await settle();
  expect(posted.map((it) => it.text)).toEqual(['are you there?', 'look']);
  expect(names(posted[1])).toEqual(['a.png', 'b.png']);
});

test('an upload that breaks off is repeated under the same id', async () => {
  const { outgoing, puts, line } = aTab();
  line.isUp = false;
  outgoing.attach('c', [picture('a.png')], RULES);
  puts[0]!.fail(new Unreachable('cut'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(puts).toHaveLength(2);
  expect(puts[1]!.upload.id).toBe(puts[0]!.upload.id);
});

test('a file taken out of a waiting message lets the rest go; the last one takes it along', async () => {
  const { outgoing, posted, puts, now } = aTab();
  outgoing.attach('c', [picture('a.png')], RULES);
  outgoing.say('c', 'look');
  outgoing.detach(puts[0]!.upload.id);
  await settle();
  expect(posted.map((it) => [it.text, it.files])).toEqual([['look', []]]);
  outgoing.attach('c', [picture('b.png')], RULES);
  outgoing.say('c', '');
  await settle();
  outgoing.detach(puts[1]!.upload.id);
  await settle();
  expect(posted).toHaveLength(1);
  expect(now.letters.filter((it) => it.uploading)).toEqual([]);
});

test('what the rules or the server refuse stays in the composer with its reason', async () => {
  const { outgoing, puts, now } = aTab();
  const script = new File(['<p>'], 'a.html', { type: 'text/html' });
  const large = new File([new Uint8Array(1_000_001)], 'b.png', { type: 'image/png' });
  outgoing.attach('c', [script, large, new File([], 'c.txt'), picture('d.png')], RULES);
  const refusal = { fields: { file: 'kind' } };
  puts[0]!.fail(new Problem(422, 'invalid', undefined, refusal, undefined));
  await settle();
  expect(now.uploads.map((it) => it.wrong)).toEqual(['kind', 'size', 'empty', 'kind']);
});

test('after a reload the finished files are there and the others are said to be lost', async () => {
  const [own, store] = [inMemory(), inMemory()];
  const before = aTab(own, store);
  before.outgoing.attach('c', [picture('a.png'), picture('b.png')], RULES);
  before.puts[0]!.done();
  await settle();
  before.outgoing.say('c', 'look');
  const { outgoing, posted, now } = aTab(own, store);
  await settle();
  expect(now.uploads.map((it) => [it.name, it.wrong])).toEqual([
    ['a.png', undefined],
    ['b.png', 'lost'],
  ]);
  expect(now.letters.map((it) => it.text)).toEqual(['look']);
  // Without the lost one the rest still gets there.
  outgoing.detach(now.uploads[1]!.id);
  await settle();
  expect(posted.map(names)).toEqual([['a.png']]);
});

test('another tab does not send what waits for files of this one', async () => {
  const store = inMemory();
  const one = aTab(inMemory(), store);
  one.outgoing.attach('c', [picture('a.png')], RULES);
  one.outgoing.say('c', 'look');
  const other = aTab(inMemory(), store);
  await settle();
  expect(other.posted).toEqual([]);
});

test('more files than fit into one message make several', async () => {
  const { outgoing, posted, puts } = aTab();
  const files = Array.from({ length: 12 }, (_, i) => picture(`${i}.png`));
  outgoing.attach('c', files, RULES);
  outgoing.say('c', 'all of them');
  for (let i = 0; i < 12; i++) {
    puts[i]!.done();
    await settle();
  }
  expect(posted.map((it) => [it.text, it.files?.length])).toEqual([
    ['all of them', 10],
    ['', 2],
  ]);
});
