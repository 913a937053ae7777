import { expect, test } from 'vitest';
import { BeginTry } from './beginTry.ts';

test('the same asked again begins nothing twice, a corrected number begins another talk', () => {
  const tries = new BeginTry();
  const first = tries.idsFor('number', '+420602418773', 'template');
  expect(tries.idsFor('number', '+420602418773', 'template')).toEqual(first);
  const second = tries.idsFor('number', '+420602418774', 'template');
  expect(second.conversation).not.toBe(first.conversation);
  expect(second.message).not.toBe(first.message);
});
