import { expect, test } from 'vitest';
import type { Event, MessageDelivery } from '../contract.ts';
import type { Letter } from '../live/outbox.ts';
import { aMessage, aRow, at } from './samples.ts';
import { threadOf } from './thread.ts';

const receipts = aRow('a').receipts;
const reach = { receipts, deliveries: [], isOutside: false };
const dayOf = (moment: string) => moment.slice(0, 10);
const aLetter = (id: string): Letter => ({
  ...{ id, conversation: 'a', kind: 'message', text: 'hi', at: at(90) },
  status: { kind: 'pending' },
});

test('messages of one author stand together under one time', () => {
  const events = [aMessage(1, 'client'), aMessage(2, 'client'), aMessage(3, 'klara')];
  const items = threadOf(events, [], reach, dayOf);
  expect(
    items.flatMap((item) =>
      item.type === 'message' ? [[item.isContinued, item.isLastOfGroup]] : [],
    ),
  ).toEqual([
    [false, false],
    [true, true],
    [false, true],
  ]);
});

test('a letter disappears as soon as its event is there', () => {
  const event = aMessage(1, 'klara');
  const items = threadOf([event], [aLetter(event.id), aLetter('other')], reach, dayOf);
  expect(items.filter((item) => item.type === 'letter').map((item) => item.key)).toEqual(['other']);
});

test('each day begins with its name', () => {
  const tomorrow = { ...aMessage(2, 'client'), at: '2026-01-06T08:00:00.000Z' };
  const items = threadOf([aMessage(1, 'client'), tomorrow], [], reach, dayOf);
  expect(items.map((item) => item.type)).toEqual(['day', 'message', 'day', 'message']);
});

test('ticks follow the client, and the client has none', () => {
  const seen = { ...reach, receipts: { ...receipts, client: { delivered: 2, read: 1 } } };
  const events = [1, 2, 3].map((seq) => aMessage(seq, 'klara')).concat(aMessage(4, 'client'));
  const ticks = threadOf(events, [], seen, dayOf).flatMap((item) =>
    item.type === 'message' ? [item.tick] : [],
  );
  expect(ticks).toEqual(['read', 'delivered', 'sent', null]);
});

test('a line stands before the first thing the client said that was not read', () => {
  const events = [aMessage(1, 'client'), aMessage(2, 'klara'), aMessage(3, 'client')];
  const kinds = (readUpTo: number | null) =>
    threadOf(events, [], reach, dayOf, readUpTo).map((item) => item.type);
  expect(kinds(1)).toEqual(['day', 'message', 'message', 'unread', 'message']);
  expect(kinds(3)).not.toContain('unread');
  expect(kinds(null)).not.toContain('unread');
});

test('on an outside messenger each message has got as far as was told of it', () => {
  const told = (seq: number, state: MessageDelivery['state']): MessageDelivery => ({
    ...{ seq, state, why: null, said: null, at: at(seq) },
  });
  const outside = { receipts, deliveries: [told(1, 'failed'), told(2, 'read')], isOutside: true };
  const events = [1, 2, 3].map((seq) => aMessage(seq, 'klara'));
  const ticks = threadOf(events, [], outside, dayOf).flatMap((item) =>
    item.type === 'message' ? [item.tick] : [],
  );
  expect(ticks).toEqual(['failed', 'read', null]);
});

test('of a group, too, each message tells how far it has got where the next one has not got as far', () => {
  const told = (seq: number, state: MessageDelivery['state']): MessageDelivery => ({
    ...{ seq, state, why: null, said: null, at: at(seq) },
  });
  const deliveries = [told(1, 'read'), told(2, 'read'), told(3, 'failed')];
  const events = [1, 2, 3].map((seq) => aMessage(seq, 'klara'));
  const ends = (isOutside: boolean) =>
    threadOf(events, [], { receipts, deliveries, isOutside }, dayOf).flatMap((item) =>
      item.type === 'message' ? [item.isLastOfGroup] : [],
    );
  expect(ends(true)).toEqual([false, true, true]);
  // In a chat on the website what is read is read up to somewhere: one tick at the end tells it.
  expect(ends(false)).toEqual([false, false, true]);
});

test('what is about a message is drawn with it, and parts no group', () => {
  const by = { author: { kind: 'client' as const }, at: at(2) };
  const events: Event[] = [
    aMessage(1, 'client', 'helo'),
    { ...by, seq: 2, id: 'e2', kind: 'message_edited', to: 1, text: 'hello', done_at: null },
    { ...by, seq: 3, id: 'e3', kind: 'reacted', to: 1, emoji: '👍', done_at: null },
    aMessage(4, 'client'),
  ];
  const items = threadOf(events, [], reach, dayOf);
  expect(items.map((item) => item.type)).toEqual(['day', 'message', 'message']);
  expect(items[2]).toMatchObject({ isContinued: true });
  expect(items[1]).toMatchObject({ fate: { text: 'hello', reactions: [{ emoji: '👍' }] } });
});
