import { expect, test } from 'vitest';
import { detailsOf, emptyDraft, wrongIn } from './userDraft.ts';

const complete = {
  ...emptyDraft(['g']),
  name: ' Klára ',
  email: 'klara@lumen.cz',
  password: 'x'.repeat(10),
};

test('a complete draft has nothing wrong and is sent trimmed', () => {
  expect(wrongIn(complete, true)).toEqual({});
  expect(detailsOf(complete)).toMatchObject({ name: 'Klára', groups: ['g'], role: 'operator' });
});

test('a new operator needs a password, a present one keeps his or hers', () => {
  const without = { ...complete, password: '' };
  expect(wrongIn(without, true)).toEqual({ password: 'required' });
  expect(wrongIn(without, false)).toEqual({});
  expect(detailsOf(without).password).toBe(undefined);
});

test('no own limit is sent as none, not as zero', () => {
  expect(detailsOf(complete).chat_limit).toBe(undefined);
  expect(detailsOf({ ...complete, chatLimit: '0' }).chat_limit).toBe(0);
  expect(wrongIn({ ...complete, chatLimit: '51' }, true)).toEqual({ chat_limit: 'out-of-range' });
});
