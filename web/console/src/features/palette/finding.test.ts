import { expect, test } from 'vitest';
import { findCommands, scoreIn } from './finding.ts';
import type { Command } from './registry.ts';

const command = (name: string, more: Partial<Command> = {}): Command => ({
  ...{ id: name, group: 'go', name, run: () => {} },
  ...more,
});

const names = (all: Command[], query: string) => findCommands(all, query).map(({ name }) => name);

test('without a query everything is there, in its order', () => {
  expect(names([command('Preview'), command('Accept')], ' ')).toEqual(['Preview', 'Accept']);
});

test('the beginning of the name comes before the beginning of a later word', () => {
  const all = [command('Internal note'), command('Note about the client'), command('Denote')];
  expect(names(all, 'note')).toEqual(['Note about the client', 'Internal note', 'Denote']);
});

test('case and accents make no difference', () => {
  expect(names([command('Přijmout'), command('Odhlásit')], 'PRIJ')).toEqual(['Přijmout']);
});

test('first letters of words find it', () => {
  expect(names([command('Users and groups'), command('Status')], 'uag')).toEqual([
    'Users and groups',
  ]);
  expect(scoreIn('Status', 'su')).toBe(0);
});

test('every word must fit, by the name or by what else it is called', () => {
  const dark = command('Dark', { about: 'Theme', also: 'night' });
  expect(names([dark], 'theme dark')).toEqual(['Dark']);
  expect(names([dark], 'night')).toEqual(['Dark']);
  expect(names([dark], 'dark window')).toEqual([]);
});
