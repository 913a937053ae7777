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

/** A part of the text as it stands, or a place and what fills it; empty: nothing yet. */
export type FilledPiece = { text: string } | { place: string; value: string };

/** The text as the client will read it, in pieces. */
export function filledPieces(
  text: string,
  values: Readonly<Record<string, string>>,
): FilledPiece[] {
  const pieces: FilledPiece[] = [];
  let from = 0;
  for (const found of text.matchAll(PLACE)) {
    const place = found[1]!;
    pieces.push({ text: text.slice(from, found.index) });
    pieces.push({ place, value: values[place]?.trim() ?? '' });
    from = found.index + found[0].length;
  }
  return [...pieces, { text: text.slice(from) }].filter((it) => !('text' in it) || it.text !== '');
}

export type PlaceWrong = 'empty' | 'too-long' | 'malformed';

/** Why this cannot stand in a place: the messenger refuses line breaks, tabs and four spaces in a row. */
export function placeWrong(value: string): PlaceWrong | null {
  const text = value.trim();
  if (text === '') return 'empty';
  if (text.length > PLACE_MOST) return 'too-long';
  return /[\n\r\t]| {4}/.test(text) ? 'malformed' : null;
}
