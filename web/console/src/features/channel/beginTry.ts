/**
 * The ids of one try to begin a talk: the same while the same is asked, so that nothing is begun twice after an answer that
 * was lost, and others as soon as it is to be somebody else, by another number, or another template.
 */
import { uuid7 } from '@hovorna/shared/api';

export interface Ids {
  conversation: string;
  message: string;
}

export class BeginTry {
  #asked: string | null = null;
  #ids: Ids = { conversation: '', message: '' };

  idsFor(...asked: readonly string[]): Ids {
    const now = JSON.stringify(asked);
    if (now !== this.#asked) this.#ids = { conversation: uuid7(), message: uuid7() };
    this.#asked = now;
    return this.#ids;
  }
}
