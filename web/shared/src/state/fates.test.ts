import { expect, test } from 'vitest';
import type { Author, Event, Media } from '../contract.ts';
import { fatesOf } from './fates.ts';
import { ME, aMessage, at } from './samples.ts';

const CLIENT: Author = { kind: 'client' };
const KLARA: Author = { kind: 'operator', ...ME };
const PETR: Author = { kind: 'operator', id: 'petr', name: 'Petr' };
type Happened =
  | { kind: 'reacted'; to: number; emoji: string | null }
  | { kind: 'message_edited'; to: number; text: string }
  | { kind: 'message_deleted'; to: number };
const then = (seq: number, happened: Happened, author: Author = CLIENT): Event => ({
  ...{ seq, id: `e${seq}`, at: at(seq), author },
  ...happened,
});
const reacted = (seq: number, emoji: string | null, author: Author) =>
  then(seq, { kind: 'reacted', to: 1, emoji }, author);

test('each side has one sign on a message, and can take it away', () => {
  const events = [
    aMessage(1, 'client'),
    reacted(2, '👍', KLARA),
    reacted(3, '❤️', CLIENT),
    reacted(4, '🙏', PETR),
  ];
  const signs = (of: Event[]) =>
    fatesOf(of)
      .get(1)
      ?.reactions.map((it) => it.emoji);
  expect(signs(events)).toEqual(['❤️', '🙏']);
  expect(signs([...events, reacted(5, null, PETR)])).toEqual(['❤️']);
});

test('how a message read before stays readable, also when it was taken back', () => {
  const events = [
    aMessage(1, 'client', 'helo'),
    then(2, { kind: 'message_edited', to: 1, text: 'hello' }),
    then(3, { kind: 'message_edited', to: 1, text: 'hello there' }),
    then(4, { kind: 'message_deleted', to: 1 }),
  ];
  expect(fatesOf(events).get(1)).toMatchObject({
    text: 'hello there',
    earlier: [
      { text: 'helo', until: at(2) },
      { text: 'hello', until: at(3) },
    ],
    deletedAt: at(4),
  });
});

test('a medium is being fetched, then missed, then there', () => {
  const media: Media[] = [
    { id: 'one', kind: 'image', name: null },
    { id: 'two', kind: 'file', name: 'a.pdf' },
  ];
  const file = {
    ...{ id: 'one', name: 'one.jpg', media_type: 'image/jpeg', size: 1, url: '/f' },
    ...{ width: 1, height: 1, thumbnail_url: null, deleted: false },
  };
  const by = { author: { kind: 'system' as const }, at: at(2), to: 1 };
  const said = aMessage(1, 'client', '', { media });
  const missed: Event = {
    ...{ ...by, seq: 2, id: 'm', kind: 'file_missed', file: 'one', why: 'gone' },
  };
  const fetched: Event = { ...by, seq: 3, id: 'f', kind: 'file_fetched', file };
  const absent = (events: Event[]) =>
    fatesOf(events)
      .get(1)
      ?.absent.map((it) => [it.media.id, it.missed]);
  expect(absent([said])).toEqual([
    ['one', null],
    ['two', null],
  ]);
  expect(absent([said, missed])).toEqual([
    ['one', 'gone'],
    ['two', null],
  ]);
  expect(absent([said, missed, fetched])).toEqual([['two', null]]);
  // Missed once more, for the same reason: that is news.
  const again = fatesOf([said, missed, { ...missed, seq: 5, id: 'n' }]).get(1)?.absent[0];
  expect([again?.missed, again?.told]).toEqual(['gone', 5]);
  expect(fatesOf([said, fetched]).get(1)?.files).toEqual([file]);
});

test('what is about a message that is not here is passed over', () => {
  expect(fatesOf([reacted(9, '👍', CLIENT)]).size).toBe(0);
});
