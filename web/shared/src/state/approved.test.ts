import { expect, test } from 'vitest';
import { filledPieces, placeWrong, placesIn } from './approved.ts';

test('places stand once, numbers in their order, names as they come', () => {
  expect(placesIn('{{2}}, {{1}} and {{2}} then {{10}}')).toEqual(['1', '2', '10']);
  expect(placesIn('Dear {{ name }}, order {{order_id}}')).toEqual(['name', 'order_id']);
  expect(placesIn(null)).toEqual([]);
});

test('what is filled in is read as the client will, what is not stays to be seen', () => {
  expect(filledPieces('Dear {{1}}, {{2}}.', { '1': ' Jana ', '2': '' })).toEqual([
    { text: 'Dear ' },
    { place: '1', value: 'Jana' },
    { text: ', ' },
    { place: '2', value: '' },
    { text: '.' },
  ]);
  expect(filledPieces('{{1}}', {})).toEqual([{ place: '1', value: '' }]);
});

test('a place takes one line', () => {
  expect(['Jana', '', ' ', 'a\nb', 'a\tb', 'a    b', 'x'.repeat(1001)].map(placeWrong)).toEqual([
    ...[null, 'empty', 'empty', 'malformed', 'malformed', 'malformed', 'too-long'],
  ]);
});
