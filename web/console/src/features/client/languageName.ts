/** A language tag as people call it: "cs" is "Czech" or "čeština". */
import { language } from '@hovorna/shared/words';

export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([language()], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
