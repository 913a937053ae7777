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
  rating_comment: true,
  texts: { en: { greeting: 'Hello' }, de: { greeting: 'Hallo' } },
  look: { colour: '#006370', corner: 'right', logo: 'abc-28' },
  triggers: [
    {
      id: 't',
      name: 'Moving',
      on: true,
      when: [{ kind: 'stays', seconds: 40 }],
      often: { kind: 'visit' },
      does: 'bubble',
      texts: { en: 'Moving house?' },
    },
  ],
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

test('the privacy page is named by an https address', () => {
  const texts = (consent_url: string) => {
    const draft = draftOf(widget);
    return { ...draft, texts: { ...draft.texts, en: { ...draft.texts.en, consent_url } } };
  };
  expect(wrongIn(texts('https://lumen.cz/privacy'))).toEqual({});
  for (const wrong of ['http://lumen.cz/privacy', 'lumen.cz', 'javascript:alert(1)'])
    expect(wrongIn(texts(wrong))).toEqual({ 'texts.en.consent_url': 'malformed' });
});

test('a consent as a notice stays one, and no other field becomes one', () => {
  const form: Widget['form'] = [{ kind: 'consent', required: true, choices: {}, notice: true }];
  expect(widgetOf(draftOf({ ...widget, form }), widget).form).toEqual(form);
  expect(widgetOf(draftOf(widget), widget).form[0]).not.toHaveProperty('notice');
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
