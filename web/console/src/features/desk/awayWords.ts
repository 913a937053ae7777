/** Why somebody is away, in the console's language, or in whichever the reason was named in. */
import type { AwayReason } from '@hovorna/shared/contract';
import { language, m } from '@hovorna/shared/words';

export function reasonName({ names }: Pick<AwayReason, 'names'>): string {
  return names[language()] ?? Object.values(names)[0] ?? m.console_status_away();
}

/** "Away", or what for. */
export function awayWords(reason: AwayReason | null): string {
  return reason === null ? m.console_status_away() : reasonName(reason);
}
