import { expect, test } from 'vitest';
import { detailsOf, emptyDraft, inviteOf, wrongIn } from './userDraft.ts';

const complete = {
  ...emptyDraft(['g']),
  name: ' Klára ',
  email: 'klara@lumen.cz',
  password: 'x'.repeat(10),
};

test('a complete draft has nothing wrong and is sent trimmed', () => {
  expect(wrongIn(complete, 'new')).toEqual({});
  expect(detailsOf(complete)).toMatchObject({ name: 'Klára', groups: ['g'], role: 'operator' });
});

test('a new operator needs a password, a present one keeps his or hers', () => {
  const without = { ...complete, password: '' };
  expect(wrongIn(without, 'new')).toEqual({ password: 'required' });
  expect(wrongIn(without, 'present')).toEqual({});
  expect(detailsOf(without).password).toBe(undefined);
});

test('who is invited says name and password', () => {
  const invited = { ...complete, name: ' ', password: '' };
  expect(wrongIn(invited, 'invited')).toEqual({});
  expect(inviteOf(invited)).toMatchObject({ email: 'klara@lumen.cz', name: undefined });
  expect(wrongIn({ ...invited, email: 'klara' }, 'invited')).toEqual({ email: 'malformed' });
});

test('no own limit is sent as none, not as zero', () => {
  expect(detailsOf(complete).chat_limit).toBe(undefined);
  expect(detailsOf({ ...complete, chatLimit: '0' }).chat_limit).toBe(0);
  expect(wrongIn({ ...complete, chatLimit: '51' }, 'new')).toEqual({ chat_limit: 'out-of-range' });
});
