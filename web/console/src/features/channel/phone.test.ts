import { expect, test } from 'vitest';
import { phoneOf } from './phone.ts';

test('a number is taken however it is written, but with its country', () => {
  expect(phoneOf('+420 602 418 773')).toBe('+420602418773');
  expect(phoneOf('00420 (602) 418-773')).toBe('+420602418773');
  for (const none of ['602418773', '+0602418773', '+420', 'Jana', ''])
    expect(phoneOf(none), none).toBeNull();
});
