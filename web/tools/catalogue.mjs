/** The word catalogues: where they are and how they are read and written, for every tool here. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const WEB = fileURLToPath(new URL('..', import.meta.url));
export const LANGUAGES = ['en', 'cs'];

const fileOf = (language) => `${WEB}shared/words/${language}.json`;

export function readCatalogue(language) {
  return JSON.parse(readFileSync(fileOf(language), 'utf8'));
}

/** Written beside and renamed, so that a second person adding words never reads half a file. */
export function writeCatalogue(language, words) {
  const sorted = Object.fromEntries(
    Object.entries(words).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
  const beside = `${fileOf(language)}.${process.pid}`;
  writeFileSync(beside, JSON.stringify(sorted, null, 2) + '\n');
  renameSync(beside, fileOf(language));
}
