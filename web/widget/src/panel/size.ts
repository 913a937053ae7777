/** Sizes as people read them. */
import { language } from '@hovorna/shared/words';

/** "184 kB", "3.2 MB"; nothing is smaller than 1 kB. */
export function sizeWords(bytes: number): string {
  const large = bytes >= 999_500;
  const unit = large ? 'megabyte' : 'kilobyte';
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit,
    maximumFractionDigits: large ? 1 : 0,
  }).format(Math.max(1, bytes / (large ? 1e6 : 1e3)));
}

/** What stands on a file's tile: the end of its name. */
export function endingOf(name: string): string {
  return /\.(\w{1,4})$/.exec(name)?.[1]?.toUpperCase() ?? '';
}

/** In which size a picture is drawn; known before it is loaded, so nothing moves when it comes. */
export function fitted(width: number, height: number): [width: number, height: number] {
  const scale = Math.min(1, MOST_PX / width, MOST_PX / height);
  const side = (it: number) => Math.max(LEAST_PX, Math.round(it * scale));
  return [side(width), side(height)];
}

const MOST_PX = 240;
const LEAST_PX = 44;
