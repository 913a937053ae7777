import { expect, test } from 'vitest';
import type { Content } from '../contract.ts';
import { wordsOf } from './row.ts';
import { aMessage } from './samples.ts';

const words = (content: Content) => wordsOf(aMessage(1, 'client', '', { content }));

test('a message without words is told by what it says otherwise', () => {
  const place = { kind: 'location', latitude: 50.0755, longitude: 14.4378 } as const;
  expect(words({ ...place, name: null, address: 'Street 1' })).toBe('Street 1');
  expect(words({ ...place, name: null, address: null })).toBe('50.07550, 14.43780');
  const card = { phones: [], emails: [], company: null };
  const cards = [
    { name: 'Jana', ...card },
    { name: 'Petr', ...card },
  ];
  expect(words({ kind: 'contacts', cards })).toBe('Jana, Petr');
  const item = { product: 'A1', quantity: '2', price: null, currency: null };
  expect(words({ kind: 'order', items: [item] })).toBe('2 × A1');
  expect(words({ kind: 'unsupported', what: 'poll' })).toBe('(poll)');
});

test('media are told by their names, and nothing by those that have none', () => {
  const named = { id: 'a', kind: 'file', name: 'a.pdf' } as const;
  const nameless = { id: 'b', kind: 'image', name: null } as const;
  const of = (media: (typeof named | typeof nameless)[]) =>
    wordsOf(aMessage(1, 'client', '', { media }));
  expect(of([named, nameless])).toBe('a.pdf');
  expect(of([nameless])).toBe('');
});
