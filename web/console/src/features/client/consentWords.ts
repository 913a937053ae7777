/** A consent that was given: "version 3, 12 Nov 10:24". */
import type { Agreed } from '@hovorna/shared/generated/Agreed';
import { shortDay, timeOfDay } from '@hovorna/shared/ui/time.ts';
import { m } from '@hovorna/shared/words';

export function consentWords({ version, at }: Agreed): string {
  const when = `${shortDay(at, Date.now())} ${timeOfDay(at)}`;
  return m.console_consent_agreed({ version, at: when });
}
