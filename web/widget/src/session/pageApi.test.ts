import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Call, Host } from '../host.ts';
import { PageApi } from './pageApi.ts';

beforeEach(() => void vi.stubGlobal('window', {}));
afterEach(() => void vi.unstubAllGlobals());

const settle = () => Promise.resolve();

function aWidget(...before: Call[]) {
  const press = vi.fn();
  window.hovorna ??= [] as never;
  window.hovorna.push(...before);
  const api = new PageApi({ press } as unknown as Host);
  return { api, press, push: (...calls: Call[]) => window.hovorna!.push(...calls) };
}

test('what came before is done, but not opened a second time', () => {
  const { api, press } = aWidget(['set', { a: 1 }], ['open', 'chat']);
  expect([...api.parameters]).toEqual([['a', '1']]);
  expect(press).not.toHaveBeenCalled();
  const enter = (api.enter = vi.fn());
  api.shown(true);
  expect(enter).toHaveBeenCalledExactlyOnceWith('chat');
});

test('an open panel is not opened, a closed one not closed', () => {
  const { api, press, push } = aWidget();
  push(['close']);
  expect(press).not.toHaveBeenCalled();
  push(['open']);
  api.shown(true);
  push(['open']);
  expect(press).toHaveBeenCalledTimes(1);
  push(['close']);
  expect(press).toHaveBeenCalledTimes(2);
});

test('a widget that takes over knows parameters and listeners, and does not open again', async () => {
  const heard = vi.fn();
  const { push } = aWidget(['on', 'unread', heard]);
  push(['set', { plan: 'gold' }], ['open']);
  const { api, press } = aWidget();
  expect([...api.parameters]).toEqual([['plan', 'gold']]);
  expect(press).not.toHaveBeenCalled();
  api.tell('unread', 2);
  await settle();
  expect(heard).toHaveBeenCalledExactlyOnceWith(2);
});

test('parameters stay within what the server takes', () => {
  const { api, push } = aWidget();
  push(['set', { ['k'.repeat(50)]: 'v'.repeat(600) }]);
  push(['set', Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`n${i}`, i]))]);
  push(['set', { n0: null }], ['set', 'nonsense'], ['unknown']);
  expect(api.parameters.get('k'.repeat(40))).toBe('v'.repeat(500));
  expect(api.parameters.size).toBeLessThanOrEqual(20);
  expect(api.parameters.has('n0')).toBe(false);
});

test('who is signed in is remembered, told at once, and known to a widget that takes over', () => {
  const { api, push } = aWidget(['identify', 'first']);
  expect(api.identity).toBe('first');
  const heard = (api.onidentity = vi.fn());
  push(['identify', 'second']);
  expect([api.identity, heard.mock.calls.length]).toEqual(['second', 1]);
  expect(aWidget().api.identity).toBe('second');
  push(['identify', null]);
  expect(aWidget().api.identity).toBeNull();
});
