import { expect, test } from 'vitest';
import type { Targets } from '@hovorna/shared/contract';
import { anOperator } from '@hovorna/shared/state/samples.ts';
import { groupOptions, matching, operatorOptions } from './redirectOptions.ts';

const opening = { open: true, until: null };
const targets: Targets = {
  groups: [
    { id: 'g1', name: 'Sales', available: 1, busy: 0, away: 0, waiting: 2, opening },
    { id: 'g2', name: 'Night', available: 0, busy: 0, away: 0, waiting: 0, opening },
  ],
  operators: [
    {
      operator: anOperator({ active: 1, chat_limit: 4, groups: ['g1'] }),
      knows_client: true,
    },
    {
      operator: anOperator({ id: 'petr', name: 'Petr Šimek', shown: 'offline', groups: [] }),
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

test('whoever may not take the client is greyed, and whoever has switched the entry off says so', () => {
  const one = (facts: Parameters<typeof anOperator>[0]) =>
    operatorOptions(
      { groups: [], operators: [{ operator: anOperator(facts), knows_client: false }] },
      '',
      { entry: 'chat', name: 'Chat' },
    )[0];
  expect(one({})).toMatchObject({ unavailable: null, load: '0 of 3' });
  expect(one({ entries_barred: ['chat'] })?.unavailable).toBe('Does not take: Chat');
  expect(one({ entries_off: ['chat'] })).toMatchObject({ unavailable: null, load: 'Chat off' });
  const asked = operatorOptions(
    {
      groups: [],
      operators: [{ operator: anOperator({ entries_barred: ['chat'] }), knows_client: false }],
    },
    '',
  );
  expect(asked[0]?.unavailable, 'anybody may be asked in').toBeNull();
});
