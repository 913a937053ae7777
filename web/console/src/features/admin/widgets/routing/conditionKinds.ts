/** What a condition is about, in words. */
import { m } from '@hovorna/shared/words';
import type { How } from '../../contract.ts';
import { HOWS, type ConditionKind } from './rules.ts';

export function kindWords(kind: ConditionKind): string {
  switch (kind) {
    case 'language':
      return m.admin_routing_kind_language();
    case 'entry':
      return m.admin_routing_kind_entry();
    case 'parameter':
      return m.admin_routing_kind_parameter();
    case 'page':
      return m.admin_routing_kind_page();
    case 'returning':
      return m.admin_routing_kind_returning();
  }
}

/** All of them, to be chosen from. */
export function howOptions(): { value: How; label: string }[] {
  return HOWS.map((value) => ({ value, label: howWords(value) }));
}

function howWords(how: How): string {
  switch (how) {
    case 'is':
      return m.admin_routing_how_is();
    case 'contains':
      return m.admin_routing_how_contains();
    case 'begins_with':
      return m.admin_routing_how_begins();
    case 'like':
      return m.admin_routing_how_like();
    case 'is_given':
      return m.admin_routing_how_given();
  }
}
