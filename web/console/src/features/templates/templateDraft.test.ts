import { expect, test } from 'vitest';
import { detailsOf, draftOf, mayChange, wrongIn } from './templateDraft.ts';

const draft = { ...draftOf({}), title: 'Hours', shortcut: 'hours', text: 'We are open.' };

test('a template needs a title, a shortcut and a text', () => {
  expect(wrongIn(draft)).toEqual({});
  expect(wrongIn(draftOf({}))).toEqual({
    title: 'required',
    shortcut: 'required',
    text: 'empty',
  });
  expect(wrongIn({ ...draft, shortcut: 'two words' })).toEqual({ shortcut: 'malformed' });
  expect(wrongIn({ ...draft, text: 'x'.repeat(4001) })).toEqual({ text: 'too-long' });
});

test('the sign that opens the list is no part of the shortcut', () => {
  expect(detailsOf({ ...draft, shortcut: '#hours' }).shortcut).toBe('hours');
});

test("everybody changes the own ones, and everybody's who may", () => {
  expect(mayChange({ shared: true }, false)).toBe(false);
  expect(mayChange({ shared: false }, false)).toBe(true);
  expect(mayChange({ shared: true }, true)).toBe(true);
});
