import { expect, test } from 'vitest';
import { keep, merge, nextToSend, readOutbox, type Letter } from './outbox.ts';
import { inMemory } from './store.ts';

const letter = (id: string, change: Partial<Letter> = {}): Letter => ({
  id,
  conversation: 'c',
  text: id,
  at: 1,
  ...change,
});

test('two tabs writing into one storage lose nothing, and read it in order', () => {
  const store = inMemory();
  keep(store, 'w', letter('b'));
  keep(store, 'w', letter('a'));
  keep(store, 'other', letter('x'));
  expect(readOutbox(store, 'w').map((it) => it.id)).toEqual(['a', 'b']);
});

test('what is broken in storage is passed over', () => {
  const store = inMemory();
  store.set('hovorna:w:out:1', '{"id":1');
  store.set('hovorna:w:out:2', '{"text":"no id"}');
  expect(readOutbox(store, 'w')).toEqual([]);
});

test('a letter that another tab has sent counts as sent, not as lost', () => {
  expect(merge([letter('a')], [])).toEqual([letter('a', { seq: 0 })]);
});

test('a letter that another tab wrote joins in its place', () => {
  const merged = merge([letter('a'), letter('c')], [letter('a'), letter('b'), letter('c')]);
  expect(merged.map((it) => it.id)).toEqual(['a', 'b', 'c']);
});

test('a failed letter holds the later ones back, a refused one does not', () => {
  expect(nextToSend([letter('a', { failed: true }), letter('b')])).toBeUndefined();
  expect(nextToSend([letter('a', { refused: 'ended' }), letter('b')])?.id).toBe('b');
});
