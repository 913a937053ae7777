/** An approved template that is being filled in. It outlives its form, so that a note or another page costs nothing of it. */
import { uuid7 } from '@hovorna/shared/api';
import type { ChannelTemplate, SendTemplate } from '@hovorna/shared/contract';
import { placesIn, placeWrong } from '@hovorna/shared/state';

/** By the name of the place. */
type Values = Record<string, string>;

export class ApprovedDraft {
  chosen: ChannelTemplate | null = $state.raw(null);
  header: Values = $state({});
  body: Values = $state({});
  /** The message's: the same for every try, so that nothing is sent twice. */
  #id = uuid7();

  /** Null: none yet, or another one. */
  choose(template: ChannelTemplate | null): void {
    this.chosen = template;
    [this.header, this.body] = [{}, {}];
    this.#id = uuid7();
  }

  get headerPlaces(): string[] {
    return placesIn(this.chosen?.header ?? null);
  }

  get bodyPlaces(): string[] {
    return placesIn(this.chosen?.body ?? null);
  }

  /** Some place is empty, or holds what the messenger refuses. */
  get isWrong(): boolean {
    return (
      this.headerPlaces.some((place) => placeWrong(this.header[place] ?? '') !== null) ||
      this.bodyPlaces.some((place) => placeWrong(this.body[place] ?? '') !== null)
    );
  }

  /** Something was typed that would have to be typed again. */
  get isTyped(): boolean {
    return [...Object.values(this.header), ...Object.values(this.body)].some((it) => it !== '');
  }

  /** What is asked of the server; null: nothing is chosen, or a place is wrong. */
  toSend(): SendTemplate | null {
    if (this.chosen === null || this.isWrong) return null;
    return {
      ...{ id: this.#id, name: this.chosen.name, language: this.chosen.language },
      header: this.headerPlaces.map((place) => this.header[place]!.trim()),
      body: this.bodyPlaces.map((place) => this.body[place]!.trim()),
    };
  }

  /** It went: the next one is chosen, unless that was done meanwhile. */
  sent({ id }: SendTemplate): void {
    if (id === this.#id) this.choose(null);
  }
}
