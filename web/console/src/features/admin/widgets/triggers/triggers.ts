/** Rules by which a widget speaks first, while an administrator types. */
import { uuid7 } from '@hovorna/shared/api';
import type { Trigger, TriggerOften, TriggerSign } from '../../contract.ts';
import { isSound as isSoundCondition } from '../routing/rules.ts';

export const TRIGGERS_MOST = 20;
export const SIGNS_MOST = 10;
export const WORDS_MOST = 200;
export const STAY = { from: 1, to: 3_600 };
export const DAYS = { from: 1, to: 365 };
export const SIGNS = ['stays', 'page', 'returning', 'online', 'not_on_phones'] as const;
export type SignKind = (typeof SIGNS)[number];

export function newSign(kind: SignKind): TriggerSign {
  switch (kind) {
    case 'stays':
      return { kind, seconds: 30 };
    case 'page':
      return { kind, how: 'begins_with', value: '' };
    case 'returning':
      return { kind, is: false };
    case 'online':
    case 'not_on_phones':
      return { kind };
  }
}

/** Polite from the beginning: not at once, only where somebody can answer, and once per visit. */
export function newTrigger(): Trigger {
  return {
    id: uuid7(),
    name: '',
    on: true,
    when: [newSign('stays'), newSign('online')],
    often: { kind: 'visit' },
    does: 'bubble',
    texts: {},
  };
}

export function newOften(kind: TriggerOften['kind']): TriggerOften {
  return kind === 'days' ? { kind, days: 7 } : { kind };
}

/** Numbers of the rules that cannot be kept. */
export function wrongTriggers(rules: readonly Trigger[]): number[] {
  return rules.flatMap((rule, n) => (isSound(rule) ? [] : [n]));
}

function isSound({ when, often, texts }: Trigger): boolean {
  const said = Object.values(texts).map((it) => it.trim());
  return (
    when.every(isThere) &&
    (often.kind !== 'days' || isWithin(often.days, DAYS)) &&
    said.some((it) => it !== '') &&
    said.every((it) => [...it].length <= WORDS_MOST)
  );
}

function isThere(sign: TriggerSign): boolean {
  if (sign.kind === 'stays') return isWithin(sign.seconds, STAY);
  return sign.kind !== 'page' || isSoundCondition(sign);
}

function isWithin(value: number, { from, to }: { from: number; to: number }): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}

/** As it is sent: no word that says nothing. */
export function sentTrigger(rule: Trigger): Trigger {
  const texts = Object.entries(rule.texts).map(([language, text]) => [language, text.trim()]);
  return {
    ...rule,
    name: rule.name.trim(),
    texts: Object.fromEntries(texts.filter(([, text]) => text !== '')) as Trigger['texts'],
  };
}
