/**
 * What is being left, kept until the server has it: a reload or a lost network loses nothing, and the id it has from the
 * beginning makes sure that it is left once.
 */
import { uuid7 } from '@hovorna/shared/api/uuid7.ts';
import type { FieldKind } from '../session/contract.ts';

export interface Draft {
  id: string;
  answers: Partial<Record<FieldKind, string>>;
  time: string;
  /** The button was pressed: it is sent as soon as that is possible. */
  isSent: boolean;
}

type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class DraftKeeper {
  readonly #key: string;
  readonly #place: Place | null;

  constructor(widget: string, place: () => Place = () => localStorage) {
    this.#key = `hovorna:${widget}:request`;
    this.#place = attempt(place);
  }

  read(): Draft {
    const kept = attempt(() => JSON.parse(this.#place?.getItem(this.#key) ?? '') as Partial<Draft>);
    const { id, answers, time, isSent } = kept ?? {};
    const good = typeof id === 'string' && typeof answers === 'object' && answers !== null;
    return good
      ? { id, answers, time: String(time ?? ''), isSent: isSent === true }
      : { id: uuid7(), answers: {}, time: '', isSent: false };
  }

  keep(draft: Draft): void {
    attempt(() => this.#place?.setItem(this.#key, JSON.stringify(draft)));
  }

  forget(): void {
    attempt(() => this.#place?.removeItem(this.#key));
  }
}

/** A browser or a page that forbids storage keeps nothing, and all else goes on. */
function attempt<Value>(work: () => Value): Value | null {
  try {
    return work();
  } catch {
    return null;
  }
}
