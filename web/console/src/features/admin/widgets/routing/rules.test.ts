import { expect, test } from 'vitest';
import { destinationOf, isSound, keyOf, newCondition, parametersOf, wrongRules } from './rules.ts';

test('a condition that asks for nothing yet cannot be kept', () => {
  for (const kind of ['language', 'page', 'parameter'] as const)
    expect(isSound(newCondition(kind)), kind).toBe(false);
  for (const kind of ['entry', 'returning'] as const)
    expect(isSound(newCondition(kind)), kind).toBe(true);
  expect(isSound({ kind: 'page', how: 'is_given', value: '' })).toBe(true);
});

test('rules with such a condition are found by their number', () => {
  const to = { kind: 'last_operator' } as const;
  const rules = [
    { name: '', when: [], to },
    { name: '', when: [newCondition('page')], to },
  ];
  expect(wrongRules(rules)).toEqual([1]);
});

test('a destination is a choice and back again', () => {
  for (const to of [
    { kind: 'group', id: 'g' },
    { kind: 'operator', id: 'o' },
    { kind: 'last_operator' },
  ] as const)
    expect(destinationOf(keyOf(to))).toEqual(to);
});

test('parameters are read as people type them', () => {
  expect(parametersOf('plan = gold, shop=4;empty')).toEqual({ plan: 'gold', shop: '4', empty: '' });
  expect(parametersOf('')).toEqual({});
});
