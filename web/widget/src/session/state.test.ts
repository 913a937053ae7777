import { expect, test } from 'vitest';
import type { ClientEvent } from './contract.ts';
import { tickOf } from '../panel/tick.ts';
import { hear, readAll, talkOf, unreadOf, type Talk } from './state.ts';

const NOBODY = { delivered: 0, read: 0 };
const AT = '2026-11-25T09:00:00Z';

function waiting(): Talk {
  return talkOf({
    id: 'c',
    entry: 'chat',
    state: 'waiting',
    operator: null,
    photo_url: null,
    group: 'Support',
    queued_at: AT,
    queue: { position: 2, estimate_seconds: 60 },
    events: [{ seq: 1, id: 'e1', at: AT, kind: 'started', entry: 'chat' }],
    last_seq: 1,
    receipts: { client: NOBODY, operator: NOBODY },
    after: null,
  });
}

const accepted: ClientEvent = {
  seq: 2,
  id: 'e2',
  at: AT,
  kind: 'accepted',
  operator: 'Klára',
  photo_url: '/photos/klara',
};
const said = (seq: number): ClientEvent => ({
  seq,
  id: `e${seq}`,
  at: AT,
  kind: 'operator_said',
  text: 'Good day',
  files: [],
  reply_to: null,
  operator: 'Klára',
});
const heard = (talk: Talk, ...events: ClientEvent[]) => hear(talk, { type: 'events', events });

test('an accept turns waiting into a talk with a name', () => {
  const talk = heard(waiting(), accepted);
  const operator = { operator: 'Klára', photo_url: '/photos/klara' };
  expect(talk).toMatchObject({ state: 'active', ...operator, queue: null });
});

test('a redirect sends the client back to waiting, without a name', () => {
  const talk = heard(waiting(), accepted, {
    seq: 3,
    id: 'e3',
    at: AT,
    kind: 'redirected',
    to: 'Sales',
  });
  expect(talk).toMatchObject({ state: 'waiting', operator: null });
});

test('events that come twice change nothing', () => {
  const once = heard(waiting(), accepted, said(3));
  expect(heard(once, accepted, said(3))).toEqual(once);
});

test('numbers that are not for the client leave no hole', () => {
  expect(heard(waiting(), accepted, said(7)).events.map((it) => it.seq)).toEqual([1, 2, 7]);
});

test('receipts never go back', () => {
  const far = { client: NOBODY, operator: { delivered: 5, read: 4 } };
  const near = { client: NOBODY, operator: { delivered: 3, read: 3 } };
  const talk = hear(hear(waiting(), { type: 'receipts', receipts: far }), {
    type: 'receipts',
    receipts: near,
  });
  expect([tickOf(4, talk.receipts), tickOf(5, talk.receipts), tickOf(6, talk.receipts)]).toEqual([
    'read',
    'delivered',
    'sent',
  ]);
});

test('only messages that no window has shown count as unread', () => {
  const talk = heard(waiting(), accepted, said(3), said(4));
  expect(unreadOf(talk)).toBe(2);
  expect(unreadOf(readAll(talk))).toBe(0);
  expect(unreadOf(heard(readAll(talk), said(5)))).toBe(1);
});

test('a message ends the typing that announced it', () => {
  const typing = hear(heard(waiting(), accepted), { type: 'typing', on: true });
  expect(typing.typing).toBe(true);
  expect(heard(typing, said(3)).typing).toBe(false);
});

test('nobody types to a client who waits', () => {
  expect(hear(waiting(), { type: 'typing', on: true }).typing).toBe(false);
});

test('a place in line that comes after the accept is old news', () => {
  const talk = heard(waiting(), accepted);
  const late = hear(talk, { type: 'queue', place: { position: 1, estimate_seconds: null } });
  expect(late.queue).toBeNull();
});
