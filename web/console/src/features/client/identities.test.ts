import { expect, test } from 'vitest';
import type { KnownBy } from '@hovorna/shared/contract';
import { aRow } from '@hovorna/shared/state/samples.ts';
import { identitiesOf } from './identities.ts';

function known(kind: KnownBy['kind'], value: string): KnownBy {
  return { kind, value, widget: null, first_seen_at: null, last_seen_at: null };
}

test('what stands above is not listed again, however it is written', () => {
  const conversation = aRow('a', {
    client: {
      ...{ id: 'c', name: null, email: 'Jana@seznam.cz', phone: '+420 602 418 773' },
      photo_url: null,
    },
  });
  const known_by = [
    known('phone', '00420602418773'),
    known('email', 'jana@SEZNAM.cz'),
    known('email', 'j.n@firma.cz'),
    known('browser', 'Firefox 142'),
    known('site', 'u-1'),
  ];
  const client = {
    id: 'c',
    first_seen_at: '',
    conversations: 1,
    bans: [],
    notes: [],
    merged: [],
    known_by,
  };
  const values = identitiesOf({ client, conversation }).map((it) => it.value);
  expect(values).toEqual(['u-1', 'Firefox 142', 'j.n@firma.cz']);
});
