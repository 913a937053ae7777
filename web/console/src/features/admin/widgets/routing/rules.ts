/** Routing rules while an administrator types. */
import type { Condition, Destination, How, Rule } from '../../contract.ts';

export const RULES_MOST = 50;
export const CONDITIONS_MOST = 10;
export const VALUE_MOST = 500;
export const HOWS = [
  'is',
  'contains',
  'begins_with',
  'like',
  'is_given',
] as const satisfies readonly How[];
export const KINDS = ['language', 'page', 'parameter', 'returning', 'entry'] as const;
export type ConditionKind = (typeof KINDS)[number];

export function newCondition(kind: ConditionKind): Condition {
  switch (kind) {
    case 'language':
      return { kind, any_of: [] };
    case 'entry':
      return { kind, any_of: ['chat'] };
    case 'parameter':
      return { kind, name: '', how: 'is', value: '' };
    case 'page':
      return { kind, how: 'begins_with', value: '' };
    case 'returning':
      return { kind };
  }
}

export function newRule(group: string, kind: ConditionKind = 'language'): Rule {
  return { name: '', when: [newCondition(kind)], to: { kind: 'group', id: group } };
}

/** Whether a condition asks for something. */
export function isSound(condition: Condition): boolean {
  const fits = (text: string) => text.trim() !== '' && text.length <= VALUE_MOST;
  switch (condition.kind) {
    case 'language':
    case 'entry':
      return condition.any_of.length > 0;
    case 'parameter':
      return fits(condition.name) && (condition.how === 'is_given' || fits(condition.value));
    case 'page':
      return condition.how === 'is_given' || fits(condition.value);
    case 'returning':
      return true;
  }
}

/** Numbers of the rules that cannot be kept. */
export function wrongRules(rules: readonly Rule[]): number[] {
  return rules.flatMap((rule, n) => (rule.when.every(isSound) ? [] : [n]));
}

/** A destination as the value of a choice, and back. */
export function keyOf(to: Destination): string {
  return to.kind === 'last_operator' ? to.kind : `${to.kind}:${to.id}`;
}

export function destinationOf(key: string): Destination {
  const [kind, id] = key.split(':');
  if (kind === 'group') return { kind, id: id! };
  if (kind === 'operator') return { kind, id: id! };
  return { kind: 'last_operator' };
}

/** "plan = gold, shop = 4": what is imagined of a client. */
export function parametersOf(typed: string): Record<string, string> {
  const pairs = typed
    .split(/[,;\n]/)
    .map((pair) => pair.split('=').map((part) => part.trim()))
    .filter(([name]) => name);
  return Object.fromEntries(pairs.map(([name, value]) => [name!, value ?? '']));
}
