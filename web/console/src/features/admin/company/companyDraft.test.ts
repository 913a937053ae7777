import { expect, test } from 'vitest';
import type { CompanySettings } from '../contract.ts';
import { draftOf, settingsOf, wrongIn } from './companyDraft.ts';

const settings: CompanySettings = {
  ...{ name: 'Lumen', chat_limit: 4, previews: true, typing_preview: true, link_previews: true },
  all_away: 'busy',
  graces: { client_away: 6, client_waiting: 45, client_active: 600, operator: 120 },
  files: { kinds: 'documents', largest_megabytes: 25 },
};

test('what was not changed is saved as it was', () => {
  expect(settingsOf(draftOf(settings))).toEqual(settings);
});

test('the largest file is a whole number of megabytes from 1 to 200', () => {
  for (const typed of ['0', '201', '', 'x'])
    expect(wrongIn({ ...draftOf(settings), largestFile: typed })).toEqual({
      largest_megabytes: 'out-of-range',
    });
  expect(wrongIn({ ...draftOf(settings), largestFile: '200' })).toEqual({});
});
