/** Why a field was refused, in words that stand beside it. */
import { m } from '@hovorna/shared/words';
import type { FieldCode } from './failure.ts';

export interface FieldFacts {
  /** Most characters it takes. */
  most?: number;
  /** Fewest characters it takes. */
  fewest?: number;
  /** The range of a number. */
  from?: number;
  to?: number;
  /** How it should look. */
  malformed?: string;
  /** What it should have been. */
  wrong?: string;
  /** Who has it already. */
  taken?: string;
}

export function fieldWords(code: FieldCode | null, facts: FieldFacts = {}): string | null {
  switch (code) {
    case null:
      return null;
    case 'required':
    case 'empty':
      return m.admin_field_required();
    case 'too-long':
      return facts.most === undefined
        ? m.admin_field_too_long()
        : m.admin_field_most({ most: facts.most });
    case 'too-short':
      return m.admin_field_fewest({ fewest: facts.fewest ?? 1 });
    case 'taken':
      return facts.taken ?? m.admin_field_taken();
    case 'out-of-range':
      return facts.from === undefined || facts.to === undefined
        ? m.admin_field_out_of_range()
        : m.admin_field_range({ from: facts.from, to: facts.to });
    case 'same':
      return m.console_password_same();
    case 'like-name':
      return m.console_password_like_name();
    case 'too-common':
      return m.console_password_too_common();
    case 'wrong':
      return facts.wrong ?? m.admin_field_malformed();
    case 'malformed':
      return facts.malformed ?? m.admin_field_malformed();
  }
}
