import { expect, test } from 'vitest';
import type { ConversationView, Event, MessageDelivery } from '../contract.ts';
import { applyToView, lastSeq, withOlder } from './conversation.ts';
import { ME, aMessage, aRow, at } from './samples.ts';

function aView(events: Event[] = [aMessage(1, 'client')]): ConversationView {
  return {
    conversation: aRow('a', { last_seq: events.at(-1)?.seq ?? 0 }),
    events,
    more_events: false,
    client: {
      id: 'client-a',
      first_seen_at: at(0),
      conversations: 1,
      bans: [],
      notes: [],
      known_by: [],
      merged: [],
    },
    past: [],
    page_views: [],
    files: [],
    draft: { reply: '', note: '' },
    deliveries: [],
  };
}

const news = (...events: Event[]) => ({ type: 'events' as const, conversation: 'a', events });

test('every event is in the thread once, in order, whatever is repeated', () => {
  const view = [
    news(aMessage(1, 'client'), aMessage(2, 'klara')),
    news(aMessage(2, 'klara'), aMessage(3, 'client')),
  ].reduce(applyToView, aView());
  expect(view.events.map((event) => event.seq)).toEqual([1, 2, 3]);
  expect(lastSeq(view)).toBe(3);
});

test('an event after a gap waits until the gap is filled', () => {
  const view = applyToView(aView(), news(aMessage(3, 'client')));
  expect(lastSeq(view)).toBe(1);
});

test('acceptance and end change the row', () => {
  const accepted: Event = {
    ...{ seq: 2, id: 'e2', at: at(2), author: { kind: 'operator', ...ME } },
    kind: 'accepted',
  };
  const ended: Event = {
    ...{ seq: 3, id: 'e3', at: at(3), author: { kind: 'operator', ...ME } },
    ...{ kind: 'ended', cause: 'operator', result: null, note: null },
  };
  const talking = applyToView(aView(), news(accepted));
  expect(talking.conversation).toMatchObject({ state: 'active', operator: ME });
  expect(applyToView(talking, news(ended)).conversation).toMatchObject({
    state: 'ended',
    operator: ME,
    ended_at: at(3),
  });
});

test('a page and a note about the client stand newest first, once', () => {
  const page: Event = {
    ...{ seq: 2, id: 'p', at: at(2), author: { kind: 'client' } },
    ...{ kind: 'page_viewed', url: 'https://example.com/', title: 'Home' },
  };
  const note: Event = {
    ...{ seq: 3, id: 'n', at: at(3), author: { kind: 'operator', ...ME } },
    ...{ kind: 'client_note_added', text: 'Prefers e-mail' },
  };
  const view = [news(page, note), news(page, note)].reduce(applyToView, aView());
  expect(view.page_views.map((it) => it.id)).toEqual(['p']);
  expect(view.client.notes).toEqual([{ id: 'n', text: 'Prefers e-mail', by: ME, at: at(3) }]);
});

test('older events go in front, without doubles', () => {
  const view = withOlder(
    aView([aMessage(3, 'client')]),
    [2, 3].map((seq) => aMessage(seq, 'client')),
    true,
  );
  expect(view.events.map((event) => event.seq)).toEqual([2, 3]);
  expect(view.more_events).toBe(true);
});

test('the last word about a delivery counts, whatever the order they come in', () => {
  const told = (state: MessageDelivery['state'], second: number) => ({
    ...{ type: 'delivery' as const, conversation: 'a' },
    delivery: { seq: 1, state, why: null, said: null, at: at(second) },
  });
  const states = (view: ConversationView) => view.deliveries.map((it) => it.state);
  const failed = [told('sent', 2), told('failed', 3), told('sending', 1)].reduce(
    applyToView,
    aView([aMessage(1, 'klara')]),
  );
  expect(states(failed)).toEqual(['failed']);
  expect(states(applyToView(failed, told('queued', 4)))).toEqual(['queued']);
  expect(states(applyToView(failed, { ...told('read', 5), conversation: 'b' }))).toEqual([
    'failed',
  ]);
});

test('what was fetched from a messenger is among the files, as of its message', () => {
  const file = {
    ...{ id: 'f', name: 'a.jpg', media_type: 'image/jpeg', size: 1, url: '/f' },
    ...{ width: 1, height: 1, thumbnail_url: null, deleted: false },
  };
  const fetched: Event = {
    ...{ seq: 2, id: 'e2', at: at(9), author: { kind: 'system' }, kind: 'file_fetched' },
    ...{ to: 1, file },
  };
  const view = [news(fetched), news(fetched)].reduce(applyToView, aView());
  expect(view.files).toEqual([{ file, conversation: 'a', from: 'client', at: at(1) }]);
});
