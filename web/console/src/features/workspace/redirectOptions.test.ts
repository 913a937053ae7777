import { expect, test } from 'vitest';
import type { Targets } from '@hovorna/shared/contract';
import { groupOptions, matching, operatorOptions } from './redirectOptions.ts';

const opening = { open: true, until: null };
const targets: Targets = {
  groups: [
    { id: 'g1', name: 'Sales', available: 1, busy: 0, away: 0, waiting: 2, opening },
    { id: 'g2', name: 'Night', available: 0, busy: 0, away: 0, waiting: 0, opening },
  ],
  operators: [
    {
      operator: {
        id: 'klara',
        name: 'Klára Nováková',
        status: 'available',
        shown: 'available',
        away_reason: null,
        wraps_up_until: null,
        active: 1,
        chat_limit: 4,
        groups: ['g1'],
      },
      knows_client: true,
    },
    {
      operator: {
        id: 'petr',
        name: 'Petr Šimek',
        status: 'available',
        shown: 'offline',
        away_reason: null,
        wraps_up_until: null,
        active: 0,
        chat_limit: 4,
        groups: [],
      },
      knows_client: false,
    },
  ],
};

test('a group without anybody present is greyed with the reason', () => {
  expect(groupOptions(targets).map((option) => option.unavailable === null)).toEqual([true, false]);
});

test('nobody is offered to redirect to himself', () => {
  expect(operatorOptions(targets, 'petr').map((option) => option.key)).toEqual(['klara']);
});

test('accents and case do not matter when searching', () => {
  expect(matching(operatorOptions(targets, ''), 'NOVAK').map((option) => option.key)).toEqual([
    'klara',
  ]);
});

test('who is not signed in stands last and is greyed', () => {
  const reversed = { ...targets, operators: [...targets.operators].reverse() };
  const options = operatorOptions(reversed, '');
  expect(options.map((option) => [option.key, option.unavailable === null])).toEqual([
    ['klara', true],
    ['petr', false],
  ]);
});
