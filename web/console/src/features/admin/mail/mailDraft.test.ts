import { expect, test } from 'vitest';
import type { MailServer } from '../contract.ts';
import { detailsOf, draftOf, keepsPassword, protectedBy, wrongIn } from './mailDraft.ts';

const SERVER: MailServer = {
  host: 'mail.lumen.example',
  port: 587,
  security: 'starttls',
  user: 'desk',
  has_password: true,
  from_address: 'desk@lumen.example',
  from_name: 'Lumen',
  language: 'cs',
  authority: null,
};

test('the port goes along with the protection until somebody types another one', () => {
  const draft = draftOf(null, 'Lumen', 'en');
  expect(protectedBy(draft, 'tls').port).toBe('465');
  expect(protectedBy({ ...draft, port: '2525' }, 'tls').port).toBe('2525');
});

test('a kept password goes with the same server and user only', () => {
  const draft = draftOf(SERVER, 'Lumen', 'en');
  expect(keepsPassword(draft, SERVER)).toBe(true);
  expect(wrongIn(draft, SERVER)).toEqual({});
  for (const other of [{ host: 'elsewhere.example' }, { port: '25' }, { user: 'other' }])
    expect(wrongIn({ ...draft, ...other }, SERVER)).toEqual({ password: 'required' });
});

test('what is left empty is not sent as empty', () => {
  const details = detailsOf({ ...draftOf(SERVER, 'Lumen', 'en'), user: ' ' });
  expect(details).toMatchObject({
    user: undefined,
    password: undefined,
    authority: undefined,
  });
});

test('what is missing is said at its field', () => {
  expect(wrongIn(draftOf(null, 'Lumen', 'en'), null)).toEqual({
    host: 'required',
    from_address: 'required',
  });
});
