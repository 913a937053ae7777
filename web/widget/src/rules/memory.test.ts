import { expect, test } from 'vitest';
import type { Trigger } from '@hovorna/shared/generated/Trigger.ts';
import { Memory } from './memory.ts';

const DAY = 86_400_000;
const NOW = 1_700_000_000_000;

function place() {
  const all = new Map<string, string>();
  return {
    all,
    getItem: (key: string) => all.get(key) ?? null,
    setItem: (key: string, value: string) => void all.set(key, value),
  };
}

function rule(often: Trigger['often'], id = 'a'): Trigger {
  return { id, name: '', on: true, when: [], often, does: 'bubble', texts: { en: 'x' } };
}

test('a rule that may always speak leaves nothing, until it is closed', () => {
  const [visit, browser] = [place(), place()];
  const memory = new Memory(
    'demo',
    () => visit,
    () => browser,
  );
  memory.spoke(rule({ kind: 'always' }), NOW);
  expect([visit.all.size, browser.all.size]).toEqual([0, 0]);
  expect(memory.isSilent(rule({ kind: 'always' }), NOW)).toBe(false);
  memory.closed(NOW);
  expect(memory.isSilent(rule({ kind: 'always' }), NOW)).toBe(true);
  expect(memory.isSilent(rule({ kind: 'always' }, 'b'), NOW)).toBe(true);
  expect(browser.all.size).toBe(0);
});

test('once per visit is as long as the tab, once in some days as long as they last', () => {
  const [visit, browser] = [place(), place()];
  const memory = (tab = visit) =>
    new Memory(
      'demo',
      () => tab,
      () => browser,
    );
  const [once, weekly] = [rule({ kind: 'visit' }), rule({ kind: 'days', days: 7 }, 'b')];
  memory().spoke(once, NOW);
  memory().spoke(weekly, NOW);
  expect([memory().isSilent(once, NOW), memory().isSilent(weekly, NOW)]).toEqual([true, true]);
  expect(memory(place()).isSilent(once, NOW)).toBe(false);
  expect(memory(place()).isSilent(weekly, NOW + 7 * DAY - 1)).toBe(true);
  expect(memory(place()).isSilent(weekly, NOW + 7 * DAY)).toBe(false);
});

test('what cannot be read or kept disturbs nobody', () => {
  const forbidden = () => {
    throw new Error('forbidden');
  };
  const memory = new Memory('demo', forbidden, forbidden);
  memory.spoke(rule({ kind: 'visit' }), NOW);
  memory.closed(NOW);
  expect(memory.isSilent(rule({ kind: 'visit' }), NOW)).toBe(false);
  const broken = place();
  broken.all.set('hovorna:demo:rules', '[1');
  const other = new Memory(
    'demo',
    () => broken,
    () => broken,
  );
  expect(other.isSilent(rule({ kind: 'days', days: 1 }), NOW)).toBe(false);
});
