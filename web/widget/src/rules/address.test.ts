import { expect, test } from 'vitest';
import type { How } from '@hovorna/shared/generated/How.ts';
import known from '../../../../crates/desk/src/routing/addresses.json';
import { isSuch } from './address.ts';

const samples = known as unknown as [string, How, string, boolean][];

test.each(samples)('%s %s %s: %s, as the server says', (page, how, value, holds) => {
  expect(isSuch(page, how, value)).toBe(holds);
});
