import { expect, test } from 'vitest';
import { newPassword } from './password.ts';

test('a made password is long, grouped and has no look-alike letters', () => {
  for (let i = 0; i < 50; i++)
    expect(newPassword()).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
  expect(newPassword()).not.toBe(newPassword());
});
