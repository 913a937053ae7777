/**
 * What a browser remembers of rules. A rule that may speak as often as it likes leaves nothing until it is closed; one that may
 * once, in a visit or in some days, leaves that it did. Nothing of it says who somebody is, and nothing is sent.
 */
import type { Trigger } from '@hovorna/shared/generated/Trigger.ts';

type Place = Pick<Storage, 'getItem' | 'setItem'>;
/** When each rule spoke last, by its id, in milliseconds. */
type Spoken = Record<string, number>;

const DAY_MS = 86_400_000;
/** In place of a rule's id: in this visit somebody closed one, and wants to be left in peace. */
const CLOSED = 'closed';

export class Memory {
  readonly #key: string;
  readonly #visit: () => Place;
  readonly #browser: () => Place;

  constructor(
    widget: string,
    visit: () => Place = () => sessionStorage,
    browser: () => Place = () => localStorage,
  ) {
    this.#key = `hovorna:${widget}:rules`;
    this.#visit = visit;
    this.#browser = browser;
  }

  isSilent = ({ id, often }: Trigger, now: number = Date.now()): boolean => {
    const visit = this.#read(this.#visit);
    if (CLOSED in visit || (often.kind === 'visit' && id in visit)) return true;
    if (often.kind !== 'days') return false;
    const spoke = this.#read(this.#browser)[id];
    return spoke !== undefined && now - spoke < often.days * DAY_MS;
  };

  spoke({ id, often }: Trigger, now: number = Date.now()): void {
    if (often.kind === 'visit') this.#note(this.#visit, id, now);
    if (often.kind === 'days') this.#note(this.#browser, id, now);
  }

  closed(now: number = Date.now()): void {
    this.#note(this.#visit, CLOSED, now);
  }

  #note(place: () => Place, id: string, now: number): void {
    // What is older than any rule may ask for is of no use.
    const known = Object.entries(this.#read(place)).filter(([, at]) => now - at < 365 * DAY_MS);
    try {
      place().setItem(this.#key, JSON.stringify({ ...Object.fromEntries(known), [id]: now }));
    } catch {
      // Forbidden or full: then it lasts as long as the page.
    }
  }

  #read(place: () => Place): Spoken {
    try {
      const found: unknown = JSON.parse(place().getItem(this.#key) ?? '{}');
      return typeof found === 'object' && found !== null ? (found as Spoken) : {};
    } catch {
      return {};
    }
  }
}
