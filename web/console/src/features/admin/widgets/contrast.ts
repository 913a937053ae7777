/** How well the company's colour reads in the widget, by the very functions the widget draws it with. */
import { readableOn } from '@hovorna/widget/src/launcher/colour.ts';
import { contrast } from '@hovorna/widget/src/panel/brand.ts';

/** WCAG 2.2, 1.4.3: the least for text of normal size. */
const ENOUGH = 4.5;

export interface Readability {
  ratio: number;
  isEnough: boolean;
  /** The widget chooses the text that reads better. */
  isTextLight: boolean;
}

export function readability(colour: string): Readability {
  const text = readableOn(colour);
  const full = text === '#fff' ? '#ffffff' : text;
  const ratio = contrast(colour, full);
  return { ratio, isEnough: ratio >= ENOUGH, isTextLight: full === '#ffffff' };
}
