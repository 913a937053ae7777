import { expect, it } from 'vitest';
import { askedOf, filtersOf } from './filters.ts';

it('reads what is set and nothing else', () => {
  const address = new URLSearchParams('state=ended&group=&q=word&tag=7&channel=8');
  expect(filtersOf(address)).toEqual({ state: 'ended', channel: '8', tag: '7' });
});

it('asks for whole days, the last one included', () => {
  const { from, to, state } = askedOf({ state: 'ended', from: '2026-11-01', to: '2026-11-30' });
  expect(state).toBe('ended');
  expect(new Date(from!).getTime()).toBe(new Date(2026, 10, 1).getTime());
  expect(new Date(to!).getTime()).toBe(new Date(2026, 11, 1).getTime());
});

it('asks for no day that is none', () => {
  expect(askedOf({ from: 'yesterday', to: '' })).toEqual({});
});
