import { expect, test } from 'vitest';
import { isLate } from './sentWords.ts';

test('only what came more than a minute later tells when it was sent', () => {
  const at = '2026-01-05T09:00:00.000Z';
  const late = (sent_at: string | null) => isLate({ at, sent_at });
  expect(late(null)).toBe(false);
  expect(late('2026-01-05T08:59:00.000Z')).toBe(false);
  expect(late('2026-01-05T08:58:59.000Z')).toBe(true);
});
