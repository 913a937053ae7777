/** Which rule comes true: of what is known of this page and browser, without looking at either. */
import type { Trigger } from '@hovorna/shared/generated/Trigger.ts';
import type { TriggerSign } from '@hovorna/shared/generated/TriggerSign.ts';
import { isSuch } from './address.ts';

export interface Facts {
  /** How long this address has been looked at. */
  seconds: number;
  url: string;
  /** The widget was pressed in this browser before. */
  isReturning: boolean;
  isOnline: boolean;
  isPhone: boolean;
  language: string;
}

/** The first rule that has something to say here, is not to be silent, and all of whose signs are there. */
export function firstTrue(
  rules: readonly Trigger[],
  facts: Facts,
  isSilent: (rule: Trigger) => boolean,
): Trigger | undefined {
  return rules.find(
    (rule) =>
      rule.texts[facts.language] &&
      !isSilent(rule) &&
      rule.when.every((sign) => isThere(sign, facts)),
  );
}

function isThere(sign: TriggerSign, facts: Facts): boolean {
  switch (sign.kind) {
    case 'stays':
      return facts.seconds >= sign.seconds;
    case 'page':
      return isSuch(facts.url, sign.how, sign.value);
    case 'returning':
      return facts.isReturning === sign.is;
    case 'online':
      return facts.isOnline;
    case 'not_on_phones':
      return !facts.isPhone;
    // A newer server may ask for what this build knows nothing of.
    default:
      return false;
  }
}
