import { expect, test } from 'vitest';
import type { ClientEvent } from '../session/contract.ts';
import type { Letter } from '../session/outbox.ts';
import { talkOf, type Talk } from '../session/state.ts';
import { linesOf } from './thread.ts';

const AT = '2026-11-25T09:00:00Z';

function talk(...events: ClientEvent[]): Talk {
  const nobody = { delivered: 0, read: 0 };
  return talkOf({
    id: 'c',
    entry: 'chat',
    state: 'active',
    operator: 'Klára',
    photo_url: null,
    group: 'Support',
    queued_at: AT,
    queue: null,
    events,
    last_seq: events.length,
    receipts: { client: nobody, operator: nobody },
    after: null,
  });
}

const mine = (seq: number): ClientEvent => ({
  seq,
  id: `m${seq}`,
  at: AT,
  kind: 'client_said',
  text: `${seq}`,
  files: [],
  reply_to: null,
});
const letter = (id: string, change: Partial<Letter> = {}): Letter => ({
  id,
  conversation: 'c',
  text: id,
  at: Date.parse(AT),
  ...change,
});

test('a letter whose event has come is drawn once', () => {
  const lines = linesOf(talk(mine(1)), [letter('m1', { seq: 1 }), letter('m2')], []);
  expect(lines.map((it) => it.id)).toEqual(['m1', 'm2']);
});

test('letters of another conversation stay out', () => {
  expect(linesOf(talk(), [letter('x', { conversation: 'other' })], [])).toEqual([]);
});

test('a letter says how far it has got', () => {
  const lines = linesOf(
    talk(),
    [
      letter('a', { seq: 5 }),
      letter('b', { refused: 'ended' }),
      letter('c', { failed: true }),
      letter('d'),
    ],
    [],
  );
  expect(lines.map((it) => it.kind === 'said' && it.status)).toEqual([
    'sent',
    'ended',
    'failed',
    'pending',
  ]);
});

test('messages of one author make a row that shows the time once', () => {
  const lines = linesOf(talk(mine(1), mine(2)), [], []);
  expect(lines).toMatchObject([
    { follows: false, last: false },
    { follows: true, last: true },
  ]);
});

test('who never talked has left the queue, who talked has ended the conversation', () => {
  const ended: ClientEvent = { seq: 2, id: 'e', at: AT, kind: 'ended', cause: 'client' };
  const accepted: ClientEvent = {
    ...{ seq: 1, id: 'a', at: AT, kind: 'accepted' },
    ...{ operator: 'Klára', photo_url: null },
  };
  expect(linesOf(talk(ended), [], []).at(-1)).toMatchObject({ why: 'left' });
  expect(linesOf(talk(accepted, ended), [], []).at(-1)).toMatchObject({ why: 'client' });
});

test('a file whose bytes went with the page is said to be lost, a sent one is not', () => {
  const file = { id: 'f', name: 'a.png', size: 1 };
  const lines = linesOf(
    talk(),
    [
      letter('a', { uploading: true, files: [file] }),
      letter('b', { files: [{ ...file, url: '/files/f' }] }),
    ],
    [],
  );
  expect(lines.map((it) => it.kind === 'said' && it.files[0]?.wrong)).toEqual(['lost', undefined]);
});
