/**
 * Makes the emoji picker's data, one file for each language of the console, from what Unicode's CLDR calls each
 * emoji. Run before the console is built; the files are served by us, nobody else is asked for them.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { WEB } from './catalogue.mjs';

const require = createRequire(`${WEB}console/`);
const read = (path) => JSON.parse(readFileSync(require.resolve(path), 'utf8'));

const english = read('emoji-picker-element-data/en/emojibase/data.json');
const czech = read('cldr-annotations-modern/annotations/cs/annotations.json').annotations
  .annotations;

const countries = new Intl.DisplayNames(['cs'], { type: 'region' });

const folder = `${WEB}console/src/features/emoji/data`;
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/en.json`, JSON.stringify(english));
writeFileSync(`${folder}/cs.json`, JSON.stringify(english.map(inCzech)));

/** CLDR leaves out the sign that asks for colour. What it has no name for keeps the English one. */
function inCzech(emoji) {
  const country = countryOf(emoji.emoji);
  if (country !== null)
    return { ...emoji, annotation: `vlajka: ${country}`, tags: ['vlajka', country] };
  const named = czech[emoji.emoji] ?? czech[emoji.emoji.replaceAll('\ufe0f', '')];
  if (named === undefined) return emoji;
  return {
    ...emoji,
    annotation: named.tts?.[0] ?? emoji.annotation,
    tags: named.default ?? emoji.tags,
  };
}

/** A flag is two letters of a country's code, each as a sign of its own. */
function countryOf(emoji) {
  const letters = [...emoji].map((sign) => sign.codePointAt(0) - 0x1f1e6);
  if (letters.length !== 2 || letters.some((it) => it < 0 || it > 25)) return null;
  return countries.of(String.fromCharCode(...letters.map((it) => it + 65))) ?? null;
}
