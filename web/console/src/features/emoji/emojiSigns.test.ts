import { expect, test } from 'vitest';
import { emojiIndex, emojiOpeningAt, findEmoji, type EmojiEntry } from './emojiSigns.ts';

const at = (text: string) => emojiOpeningAt(text, text.length);

test('a colon at the beginning of a word asks for an emoji, from two letters on', () => {
  expect(at(':sm')).toEqual({ from: 0, query: 'sm' });
  expect(at('Thank you :usm')).toEqual({ from: 10, query: 'usm' });
  expect(at('first\n:př')).toEqual({ from: 6, query: 'př' });
  expect(at('(:heart_ey')).toEqual({ from: 1, query: 'heart_ey' });
  expect(at('😀:sm')).toEqual({ from: 2, query: 'sm' });
  expect(at('❤️:sm')).toEqual({ from: 2, query: 'sm' });
  expect(at(':+1')).toEqual({ from: 0, query: '+1' });
  expect(emojiOpeningAt(':smile later', 4)).toEqual({ from: 0, query: 'smi' });
});

test.each([
  ...['http://', 'see https://ex', '10:30', 'at 10:30am', 'Note:yes', 'a:smile'],
  ...[':', ':s', ':D', ':)', ':-)', ':30', ': smile', '::smile', ':one two', 'C:\\dir'],
])('%j asks for none', (text) => {
  expect(at(text)).toBeNull();
});

const english: EmojiEntry[] = [
  { emoji: '😀', annotation: 'grinning face', shortcodes: ['grinning'], tags: ['smile', 'happy'] },
  { emoji: '😄', annotation: 'grinning face with eyes', shortcodes: ['smile'], tags: ['happy'] },
  { emoji: '🙂', annotation: 'smiling face', shortcodes: ['slight_smile'], tags: [] },
  {
    ...{ emoji: '👍️', annotation: 'thumbs up', shortcodes: ['+1', 'thumbsup'], tags: ['yes'] },
    skins: [{ unicode: '👍🏽' }],
  },
];
const czech: EmojiEntry[] = [
  { emoji: '😀', annotation: 'zubící se obličej', tags: ['úšklebek'] },
  { emoji: '👍️', annotation: 'palec nahoru', tags: ['souhlas'] },
];
const all = emojiIndex([english, czech]);
const signs = (query: string, recent: string[] = []) =>
  findEmoji(all, query, recent).map((it) => it.sign);

test('the exact short name comes first, then names, then what else it is found by', () => {
  expect(signs('smile')).toEqual(['😄', '😀', '🙂']);
  expect(signs('smil')).toEqual(['🙂', '😄', '😀']);
  expect(signs('+1')).toEqual(['👍️']);
  expect(signs('nothing')).toEqual([]);
});

test('each is found in both languages, without accents, and called in one', () => {
  expect(findEmoji(all, 'usk', [])).toEqual([{ sign: '😀', name: 'grinning face' }]);
  expect(findEmoji(emojiIndex([czech, english]), 'grin', [])).toEqual([
    { sign: '😀', name: 'zubící se obličej' },
  ]);
});

test('what was used last comes first, in the tone it was used in', () => {
  expect(signs('smile', ['🙂', '😀'])).toEqual(['🙂', '😀', '😄']);
  expect(signs('thumb', ['👍🏽'])).toEqual(['👍🏽']);
  expect(signs('grin', ['👍🏽'])).toEqual(['😀', '😄']);
});
