import { expect, test } from 'vitest';
import type { ConversationView } from '@hovorna/shared/contract';
import { aChannel, aRow, whatItCan } from '@hovorna/shared/state/samples.ts';
import { channelsTo } from './reachable.ts';

type Known = Pick<ConversationView, 'client' | 'conversation'>;
const CARD = { id: 'c', first_seen_at: '', conversations: 1, bans: [], notes: [], merged: [] };
const who = (phone: string | null, facts: Partial<Known['conversation']> = {}): Known => ({
  client: { ...CARD, known_by: [] },
  conversation: aRow('a', {
    client: { id: 'c', name: null, email: null, phone, photo_url: null },
    ...facts,
  }),
});
const number = aChannel();
const page = aChannel({ id: 'page', kind: 'messenger', can: whatItCan({ templates: false }) });
const ids = (known: Known) => channelsTo([number, page], known).map((it) => it.id);

test('a client with a number can be written to first, where templates can be sent', () => {
  expect(ids(who('+420602418773'))).toEqual(['number']);
  expect(ids(who(null))).toEqual([]);
});

test('one without a number can, who wrote by it before', () => {
  const known = who(null);
  const identity = { value: 'x', widget: null, first_seen_at: null, last_seen_at: null };
  known.client.known_by = [{ kind: 'whatsapp', ...identity }];
  expect(ids(known)).toEqual(['number']);
});

test('by what is connected no longer nobody can be written to', () => {
  const removed = aChannel({ id: 'old', can: null });
  const known = who('+420602418773');
  expect(channelsTo([removed, number], known).map((it) => it.id)).toEqual(['number']);
});

test('a talk that goes on there needs no second one, an ended one does', () => {
  const channel = { id: 'number', name: 'Support number' };
  expect(ids(who('+420602418773', { channel, state: 'active' }))).toEqual([]);
  expect(ids(who('+420602418773', { channel, state: 'ended' }))).toEqual(['number']);
});
