import { expect, test } from 'vitest';
import type { OfflineRequest } from '@hovorna/shared/contract';
import { withRequest } from './requestList.svelte.ts';

function request(id: string, minute: number, more: Partial<OfflineRequest> = {}): OfflineRequest {
  return {
    ...{ id, client: 'c', entry: 'chat', widget: { id: 'demo', name: 'Demo' }, consent: null },
    ...{ group: { id: 'g', name: 'Support' }, name: null, phone: null, email: null },
    ...{ topic: null, message: null, time: null, language: null, page: null, why: 'offline' },
    created_at: `2026-11-26T08:${String(minute).padStart(2, '0')}:00Z`,
    ...{ stage: 'open', operator: null, version: 1, history: [] },
    ...more,
  };
}

const ids = (items: readonly OfflineRequest[]) => items.map((it) => it.id).join('');

test('who waits longest stands first, what is done newest first', () => {
  const open = [request('a', 1), request('c', 3)];
  expect(ids(withRequest(open, request('b', 2), 'open', false))).toBe('abc');
  const closed = { stage: 'closed' } as const;
  const done = [request('c', 3, closed), request('a', 1, closed)];
  expect(ids(withRequest(done, request('b', 2, closed), 'closed', false))).toBe('cba');
});

test('what goes on to another stage leaves the list', () => {
  const open = [request('a', 1), request('b', 2)];
  const taken = request('a', 1, { stage: 'taken', version: 2 });
  expect(ids(withRequest(open, taken, 'open', false))).toBe('b');
});

test('what is older than what is known changes nothing', () => {
  const taken = [request('a', 1, { stage: 'taken', version: 2 })];
  expect(withRequest(taken, request('a', 1), 'taken', false)).toBe(taken);
});

test('what belongs behind the last one that is shown waits for its page', () => {
  const open = [request('a', 1)];
  expect(ids(withRequest(open, request('b', 2), 'open', true))).toBe('a');
  expect(ids(withRequest(open, request('b', 2), 'open', false))).toBe('ab');
});
