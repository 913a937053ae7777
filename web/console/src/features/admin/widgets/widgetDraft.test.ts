import { expect, test } from 'vitest';
import type { Widget } from '../contract.ts';
import { originOf } from './origin.ts';
import { draftOf, newField, OFFLINE_AT_FIRST, widgetOf, wrongIn } from './widgetDraft.ts';
import { idFrom, idWrong } from './widgetId.ts';

const widget: Widget = {
  id: 'demo',
  name: 'Main site',
  group: 'g',
  allowed_origins: ['https://lumen.cz'],
  entries: ['chat'],
  form: [{ kind: 'topic', required: true, choices: { en: ['Move'], cs: ['Stěhování'] } }],
  offline: { ...OFFLINE_AT_FIRST, email: 'podpora@lumen.cz' },
  rating: false,
  texts: { en: { greeting: 'Hello' }, de: { greeting: 'Hallo' } },
  look: { colour: '#006370', corner: 'right' },
  routing: [{ name: 'Back', when: [{ kind: 'returning' }], to: { kind: 'last_operator' } }],
};

test('what was not touched is sent as it was, other languages included', () => {
  expect(widgetOf(draftOf(widget), widget)).toEqual({
    ...widget,
    texts: { en: { greeting: 'Hello' }, cs: {}, de: { greeting: 'Hallo' } },
  });
});

test('a form for messages that nobody could answer is refused', () => {
  const draft = draftOf(widget);
  const fields = draft.offline.fields.map((it) => ({ ...it, required: false }));
  expect(wrongIn(draft)).toEqual({});
  expect(wrongIn({ ...draft, offline: { ...draft.offline, fields } })).toEqual({
    offline: 'required',
  });
});

test('origins are sent in one form, each once', () => {
  const draft = {
    ...draftOf(widget),
    origins: ' https://Lumen.cz/ \n\nhttps://lumen.cz\nhttp://localhost:3000',
  };
  expect(widgetOf(draft, widget).allowed_origins).toEqual([
    'https://lumen.cz',
    'http://localhost:3000',
  ]);
});

test('an address with a path, or without a scheme, is no origin', () => {
  for (const wrong of [
    'lumen.cz',
    'https://lumen.cz/moving',
    'ftp://lumen.cz',
    'https://*.lumen.cz/x',
  ])
    expect(originOf(wrong)).toBe(null);
  expect(wrongIn({ ...draftOf(widget), origins: 'lumen.cz' })).toEqual({
    allowed_origins: 'malformed',
  });
});

test('a topic needs choices in each language', () => {
  const draft = { ...draftOf(widget), form: [newField('topic')] };
  expect(Object.keys(wrongIn(draft))).toEqual(['form.topic.en', 'form.topic.cs']);
});

test('an id is proposed from the name without diacritics', () => {
  expect(idFrom('  Hlavní web (Brno) ')).toBe('hlavni-web-brno');
  expect(idWrong(idFrom('Hlavní web'))).toBe(null);
  expect(idWrong('Web')).toBe('malformed');
  expect(idWrong('a'.repeat(41))).toBe('too-long');
});
