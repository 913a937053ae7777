import { expect, test } from 'vitest';
import type { Author, Event, Media } from '../contract.ts';
import { fatesOf } from './fates.ts';
import { ME, aMessage, at } from './samples.ts';

const CLIENT: Author = { kind: 'client' };
const KLARA: Author = { kind: 'operator', ...ME };
const PETR: Author = { kind: 'operator', id: 'petr', name: 'Petr' };
type Happened =
  | { kind: 'reacted'; to: number; emoji: string | null; done_at: string | null }
  | { kind: 'message_edited'; to: number; text: string; done_at: string | null }
  | { kind: 'message_deleted'; to: number };
const then = (seq: number, happened: Happened, author: Author = CLIENT): Event => ({
  ...{ seq, id: `e${seq}`, at: at(seq), author },
  ...happened,
});
const reacted = (
  seq: number,
  emoji: string | null,
  author: Author,
  done_at: string | null = null,
) => then(seq, { kind: 'reacted', to: 1, emoji, done_at }, author);
const edited = (seq: number, text: string, done_at: string | null = null) =>
  then(seq, { kind: 'message_edited', to: 1, text, done_at });

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
    edited(2, 'hello'),
    edited(3, 'hello there'),
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

test('of what a messenger tells in the wrong order that stands which was done last', () => {
  const said = aMessage(1, 'client', 'helo');
  const fate = (...events: Event[]) => fatesOf([said, ...events]).get(1)!;
  const late = fate(edited(4, 'hello there', at(3)), edited(5, 'hello', at(2)));
  expect(late.text).toBe('hello there');
  expect(late.earlier).toEqual([{ text: 'helo', until: at(4) }]);
  // Of one moment the later one told counts.
  expect(fate(edited(4, 'one', at(3)), edited(5, 'two', at(3))).text).toBe('two');

  const signs = (...events: Event[]) => fate(...events).reactions.map((it) => it.emoji);
  expect(signs(reacted(4, null, CLIENT, at(3)), reacted(5, '👍', CLIENT, at(2)))).toEqual([]);
  expect(signs(reacted(4, '👍', CLIENT, at(3)), reacted(5, null, CLIENT, at(2)))).toEqual(['👍']);
  expect(
    signs(
      reacted(4, '👍', CLIENT, at(3)),
      reacted(5, '🙏', KLARA),
      reacted(6, '❤️', CLIENT, at(4)),
    ),
  ).toEqual(['🙏', '❤️']);
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
