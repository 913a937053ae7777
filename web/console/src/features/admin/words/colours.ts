/** The palette of tags: six colours, each with a name, because a number says nothing. */
import { m } from '@hovorna/shared/words';

export const COLOURS = [1, 2, 3, 4, 5, 6] as const;

export function colourName(colour: number): string {
  switch (colour) {
    case 1:
      return m.admin_colour_petrol();
    case 2:
      return m.admin_colour_amber();
    case 3:
      return m.admin_colour_plum();
    case 4:
      return m.admin_colour_green();
    case 5:
      return m.admin_colour_indigo();
    default:
      return m.admin_colour_grey();
  }
}

/** A new tag gets a colour that others have least. */
export function leastUsed(used: readonly number[]): number {
  const count = (colour: number) => used.filter((it) => it === colour).length;
  return COLOURS.reduce((best, it) => (count(it) < count(best) ? it : best));
}
