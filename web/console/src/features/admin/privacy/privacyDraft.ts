/** How long what clients say is kept, while an administrator types. */
import type { PrivacyDue, PrivacyRules } from '../contract.ts';
import type { FieldCode } from '../failure.ts';
import { wholeNumber } from '../numbers.ts';

/** In days: a hundred years at most. */
export const DAYS = { from: 1, to: 36_500 };
export const FIELDS = ['conversations_days', 'files_days'] as const;
export type PrivacyField = (typeof FIELDS)[number];

/** Empty: for ever. */
export type PrivacyDraft = Record<PrivacyField, string>;

export function draftOf(rules: PrivacyRules): PrivacyDraft {
  return {
    conversations_days: String(rules.conversations_days ?? ''),
    files_days: String(rules.files_days ?? ''),
  };
}

export function wrongIn(draft: PrivacyDraft): Record<string, FieldCode> {
  const wrong: Record<string, FieldCode> = {};
  for (const field of FIELDS)
    if (Number.isNaN(wholeNumber(draft[field], DAYS))) wrong[field] = 'out-of-range';
  return wrong;
}

/** Only of a draft with nothing wrong. */
export function rulesOf(draft: PrivacyDraft): PrivacyRules {
  return {
    conversations_days: wholeNumber(draft.conversations_days, DAYS),
    files_days: wholeNumber(draft.files_days, DAYS),
  };
}

/** Whether saving it begins to erase something at once. */
export function erasesSomething(due: PrivacyDue): boolean {
  return due.conversations + due.requests + due.files > 0;
}
