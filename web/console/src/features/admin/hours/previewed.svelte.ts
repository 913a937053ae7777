/** What the hours on the screen would mean: asked of the server, which knows the clocks and calendars of the world. */
import { previewHours } from '../api.ts';
import type { Holiday, HoursPreview, OpeningNow, Schedule } from '../contract.ts';
import { dayOf } from './dayNames.ts';
import type { Day } from './hoursDraft.ts';

/** While somebody drags an edge, not every step is asked for. */
const GATHER_MS = 250;
/** "Open now" does not stay true for ever. */
const ANEW_MS = 30_000;

export class Previewed {
  #preview: HoursPreview | null = $state.raw(null);

  constructor(schedule: () => Schedule) {
    $effect(() => {
      const wanted = schedule();
      const ask = async () => {
        try {
          this.#preview = await previewHours(wanted);
        } catch {
          // Saving says what is wrong with it; until then the last answer stays.
        }
      };
      const soon = setTimeout(() => void ask(), this.#preview === null ? 0 : GATHER_MS);
      const anew = setInterval(() => void ask(), ANEW_MS);
      return () => {
        clearTimeout(soon);
        clearInterval(anew);
      };
    });
  }

  get now(): OpeningNow | null {
    return this.#preview?.now ?? null;
  }

  /** The date where the group is. */
  get date(): string | null {
    return this.#preview?.today ?? null;
  }

  get today(): Day | null {
    return this.#preview === null ? null : dayOf(this.#preview.today);
  }

  get minute(): number | null {
    return this.#preview?.minute ?? null;
  }

  get holidays(): readonly Holiday[] {
    return this.#preview?.holidays ?? [];
  }
}
