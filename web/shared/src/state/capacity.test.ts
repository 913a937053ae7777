import { expect, test } from 'vitest';
import { blockOf, takes } from './capacity.ts';
import { aRow, anOperator } from './samples.ts';

test('what is switched off is not offered, but can be accepted', () => {
  const me = anOperator({ entries_off: ['chat'] });
  expect(takes(me, 'chat')).toBe(false);
  expect(blockOf(aRow('a'), [], me)).toBeNull();
  expect(takes(anOperator(), 'chat')).toBe(true);
});

test('what is not mine to take is neither offered nor accepted, but a colleague may ask me in', () => {
  const me = anOperator({ entries_barred: ['chat'] });
  expect(takes(me, 'chat')).toBe(false);
  expect(blockOf(aRow('a'), [], me)).toEqual({ code: 'entry-barred' });
  expect(blockOf(aRow('a', { state: 'active' }), [], me)).toBeNull();
});

test('a full desk says how full it may be', () => {
  const me = anOperator({ chat_limit: 1 });
  expect(blockOf(aRow('b'), [aRow('a')], me)).toEqual({ code: 'limit-reached', limit: 1 });
});
