/** Approved templates of an outside messenger: their places, and what may stand in them. */

/** `{{1}}` or `{{name}}`. */
const PLACE = /\{\{\s*([^{}\s]+)\s*\}\}/g;
/** As long as a messenger takes. */
export const PLACE_MOST = 1000;

/** The places of a text, each once: numbers in their order, names as they stand. */
export function placesIn(text: string | null): string[] {
  const found = [...new Set([...(text ?? '').matchAll(PLACE)].map((it) => it[1]!))];
  return found.every((it) => /^\d+$/.test(it))
    ? found.sort((a, b) => Number(a) - Number(b))
    : found;
}

/** The text as the client will read it; a place that is still empty stays as it is. */
export function filledPlaces(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACE, (place, name: string) => values[name]?.trim() || place);
}

export type PlaceWrong = 'empty' | 'too-long' | 'malformed';

/** Why this cannot stand in a place: the messenger refuses line breaks, tabs and four spaces in a row. */
export function placeWrong(value: string): PlaceWrong | null {
  const text = value.trim();
  if (text === '') return 'empty';
  if (text.length > PLACE_MOST) return 'too-long';
  return /[\n\r\t]| {4}/.test(text) ? 'malformed' : null;
}
