import { expect, test } from 'vitest';
import { anOperator, at } from '@hovorna/shared/state/samples.ts';
import { isOffered, wrapUpLeft } from './wrapUp.ts';

const now = Date.parse(at(10));

test('nobody is offered while I wrap up, or am away', () => {
  const wrapping = anOperator({ wraps_up_until: at(25) });
  expect(wrapUpLeft(wrapping, now)).toBe(15_000);
  expect(isOffered(wrapping, now)).toBe(false);
  expect(isOffered(wrapping, Date.parse(at(25)))).toBe(true);
  expect(isOffered(anOperator({ status: 'away' }), now)).toBe(false);
  expect(isOffered(undefined, now)).toBe(false);
});
