/** Routing in words: what a rule asks, what became of it. */
import type { Condition } from '@hovorna/shared/generated/Condition';
import type { How } from '@hovorna/shared/generated/How';
import type { RoutingStep } from '@hovorna/shared/generated/RoutingStep';
import { ENTRY_LOOKS } from '@hovorna/shared/ui';
import { m } from '@hovorna/shared/words';
import { languageName } from '../client/languageName.ts';

export function conditionWords(condition: Condition): string {
  switch (condition.kind) {
    case 'language':
      return m.console_routing_if_language({ value: either(condition.any_of.map(languageName)) });
    case 'entry':
      return m.console_routing_if_entry({
        value: either(condition.any_of.map((it) => ENTRY_LOOKS[it].name())),
      });
    case 'parameter':
      return comparison(condition.name, condition.how, condition.value);
    case 'page':
      return comparison(m.console_routing_page(), condition.how, condition.value);
    case 'returning':
      return m.console_routing_if_returning();
  }
}

function comparison(name: string, how: How, value: string): string {
  switch (how) {
    case 'is':
      return m.console_routing_is({ name, value });
    case 'contains':
      return m.console_routing_contains({ name, value });
    case 'begins_with':
      return m.console_routing_begins({ name, value });
    case 'like':
      return m.console_routing_like({ name, value });
    case 'is_given':
      return m.console_routing_given({ name });
  }
}

function either(values: string[]): string {
  return values.join(` ${m.console_routing_or()} `);
}

/** All conditions of a rule in one sentence. */
export function rulesWords({ rule }: RoutingStep): string {
  if (!rule) return '';
  if (rule.when.length === 0) return m.console_routing_always();
  return rule.when.map(conditionWords).join(` ${m.console_routing_and()} `);
}

export function outcomeWords({ rule, to, outcome }: RoutingStep): string {
  const name = to?.name ?? '';
  switch (outcome.kind) {
    case 'chosen':
      return m.console_routing_chosen({ name });
    case 'not_met': {
      const missed = rule?.when[outcome.condition];
      return missed
        ? m.console_routing_not_met({ condition: conditionWords(missed) })
        : m.console_routing_not_met_at_all();
    }
    case 'closed':
      switch (outcome.reason) {
        case 'hours':
          return m.console_routing_closed({ name });
        case 'nobody_online':
          return m.console_routing_nobody({ name });
        case 'all_away':
          return m.console_routing_all_away({ name });
        case 'queue_full':
          return m.console_routing_full({ name });
      }
    case 'absent':
      switch (outcome.why) {
        case 'offline':
          return m.console_routing_offline({ name });
        case 'away':
          return m.console_routing_away({ name });
        case 'wraps_up':
          return m.console_routing_wraps_up({ name });
        case 'not_this_entry':
          return m.console_routing_not_entry({ name });
        case 'at_limit':
          return m.console_routing_at_limit({ name });
      }
    case 'stranger':
      return m.console_routing_stranger();
    case 'gone':
      return m.console_routing_gone();
  }
}
