import { expect, test } from 'vitest';
import type { OpenId } from '../contract.ts';
import { detailsOf, draftOf, keepsSecret, wrongIn } from './openIdDraft.ts';

const KEPT: OpenId = {
  ...{ on: true, name: 'Lumen ID', issuer: 'https://id.lumen.example', client_id: 'desk' },
  ...{ has_secret: true, trusts_addresses: false, newcomers: null, passwords: true },
};

test('what was set and not touched is sent as it was, without a secret', () => {
  const newcomers = { role: 'operator' as const, groups: ['g'], domains: ['lumen.example'] };
  const details = detailsOf(draftOf({ ...KEPT, newcomers }));
  expect(details).toMatchObject({ issuer: KEPT.issuer, client_secret: undefined, newcomers });
  expect(wrongIn(draftOf(KEPT), KEPT)).toEqual({});
});

test('the kept secret goes to no other provider and for no other client', () => {
  const draft = draftOf(KEPT);
  expect(keepsSecret(draft, KEPT)).toBe(true);
  for (const change of [{ issuer: 'https://id.lumen.example/' }, { clientId: 'other' }]) {
    expect(keepsSecret({ ...draft, ...change }, KEPT)).toBe(false);
    expect(wrongIn({ ...draft, ...change }, KEPT)).toEqual({ client_secret: 'required' });
  }
});

test('unknown people come from some domain', () => {
  const draft = { ...draftOf(KEPT), makesUsers: true };
  expect(wrongIn({ ...draft, domains: ' , ' }, KEPT)).toEqual({ domains: 'required' });
  const typed = { ...draft, domains: '@Lumen.example; sub.lumen.example' };
  expect(detailsOf(typed).newcomers?.domains).toEqual(['lumen.example', 'sub.lumen.example']);
  expect(wrongIn(draftOf(null), null)).toHaveProperty('client_secret', 'required');
});
