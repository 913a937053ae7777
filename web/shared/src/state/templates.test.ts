import { expect, test } from 'vitest';
import type { Template } from '../generated/Template.ts';
import { aRow } from './samples.ts';
import {
  filledIn,
  holesIn,
  inLanguage,
  isMadeOf,
  matching,
  openingAt,
  piecesOf,
  shortcutOf,
  unknownPlaceholders,
} from './templates.ts';

const template = (shortcut: string, facts: Partial<Template> = {}): Template => ({
  ...{ id: shortcut, used: 0, shared: true, shortcut, title: shortcut, folder: '' },
  ...{ language: null, text: 'text', ...facts },
});

test('# opens the list at the beginning of any word, / only in an empty composer', () => {
  const at = (text: string) => openingAt(text, text.length);
  expect(at('#sou')).toEqual({ from: 0, sign: '#', query: 'sou' });
  expect(at('Hello #')).toEqual({ from: 6, sign: '#', query: '' });
  expect(at('first\n#př')).toEqual({ from: 6, sign: '#', query: 'př' });
  expect(at('C#')).toBeNull();
  expect(at('#one two')).toBeNull();
  expect(at('/sou')).toEqual({ from: 0, sign: '/', query: 'sou' });
  expect(at('either/or')).toBeNull();
  expect(at('see /sou')).toBeNull();
  expect(openingAt('#sou later', 4)).toEqual({ from: 0, sign: '#', query: 'sou' });
  expect(openingAt('/sou later', 4)).toBeNull();
});

test('the shortcut comes before the title, the title before the text, accents do not matter', () => {
  const all = [
    template('a', { text: 'Souhlas je nutný' }),
    template('b', { title: 'Žádost: souhlas' }),
    template('souhlas'),
    template('c', { title: 'Přepis' }),
  ];
  const ids = (query: string) => matching(all, query, true).map((it) => it.id);
  expect(ids('souhlas')).toEqual(['souhlas', 'b', 'a']);
  expect(ids('zadost sou')).toEqual(['b']);
  expect(ids('PREP')).toEqual(['c']);
  expect(ids('nothing like it')).toEqual([]);
  expect(matching(all, 'souhlas', false).map((it) => it.id)).toEqual(['souhlas', 'b']);
});

test('a shortcut that is written out comes before longer ones', () => {
  const all = [template('hours-sunday', { used: 9 }), template('hours')];
  expect(matching(all, 'hours', false).map((it) => it.id)).toEqual(['hours', 'hours-sunday']);
});

test('among equals what is used more comes first', () => {
  const all = [template('hours-a', { used: 2 }), template('hours-b', { used: 41 })];
  expect(matching(all, 'hours', false).map((it) => it.used)).toEqual([41, 2]);
});

test("the client's language narrows the list, unless nothing is left", () => {
  const czech = template('a', { language: 'cs' });
  const english = template('b', { language: 'en-GB' });
  const any = template('c');
  expect(inLanguage([czech, english, any], 'cs-CZ')).toEqual([czech, any]);
  expect(inLanguage([english], 'cs')).toEqual([english]);
  expect(inLanguage([czech, english], null)).toEqual([czech, english]);
});

const known = {
  conversation: aRow('a', {
    client: { id: 'c', name: 'Jana', phone: null, email: '', photo_url: null },
    parameters: { EAN: '859', 'Customer no.': '4 018' },
  }),
  operator: 'Klára',
  company: 'Lumen',
};

test('placeholders are filled from the conversation, and what nobody knows stays to be seen', () => {
  expect(
    filledIn(
      'Hello {{client.name}}, {{ operator.name }} of {{company}}: {{parameter.Customer no.}}',
      known,
    ),
  ).toBe('Hello Jana, Klára of Lumen: 4 018');
  expect(piecesOf('{{client.phone}} {{client.email}} {{parameter.toString}}!', known)).toEqual([
    { kind: 'missing', name: 'client.phone', text: '{{client.phone}}' },
    { kind: 'text', text: ' ' },
    { kind: 'missing', name: 'client.email', text: '{{client.email}}' },
    { kind: 'text', text: ' ' },
    { kind: 'missing', name: 'parameter.toString', text: '{{parameter.toString}}' },
    { kind: 'text', text: '!' },
  ]);
});

test('a value that looks like a placeholder is not filled again', () => {
  const tricky = { ...known, operator: '{{company}}' };
  expect(filledIn('{{operator.name}}', tricky)).toBe('{{company}}');
});

test('holes are found where they stand; other braces are none', () => {
  expect(holesIn('Call {{client.phone}} or {{ x }}')).toEqual([
    { from: 5, to: 21, name: 'client.phone' },
  ]);
  expect(unknownPlaceholders('{{client.nam}} {{company}} {{client.nam}}')).toEqual(['client.nam']);
});

test('a message is made of a template while half of its words are there', () => {
  const inserted = 'We are open nine to five, Jana.';
  expect(isMadeOf('Hello! We are open nine to five.', inserted)).toBe(true);
  expect(isMadeOf('We are closed, sorry.', inserted)).toBe(false);
  expect(isMadeOf('', inserted)).toBe(false);
});

test('a shortcut is made of a title', () => {
  expect(shortcutOf('Souhlas: jak podepsat?')).toBe('souhlas-jak-podepsat');
  expect(shortcutOf('!')).toBe('');
});
