/**
 * Adds, changes or removes one entry of the word catalogues, in every language at once:
 *
 *   node tools/word.mjs console_accept "Accept" "Přijmout"
 *   node tools/word.mjs --change console_accept "Take" "Vzít"
 *   node tools/word.mjs --remove console_accept
 *   node tools/word.mjs [--change] < lines            each line: key <tab> English <tab> Czech
 *
 * A key that stands already is refused without --change: it may be somebody else's word.
 *
 * A text that depends on a number is written as "one=... | other=..." (Czech also few=, many=) and gets
 * the number as {count}.
 *
 * Everyone changes the catalogues through this, because several people add words at the same time:
 * a lock folder keeps two of them from writing over each other, and keys stay sorted.
 */
import { mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { LANGUAGES, WEB, readCatalogue, writeCatalogue } from './catalogue.mjs';

const KEY = /^(common|console|widget|admin|mail)_[a-z0-9]+(_[a-z0-9]+)*$/;
/** A lock older than this belongs to a run that died. */
const STALE_MS = 10_000;
const lock = `${WEB}shared/words/.lock`;

const mayChange = process.argv[2] === '--change';
const changes = readChanges(process.argv.slice(mayChange ? 3 : 2));
takeLock();
try {
  for (const [index, language] of LANGUAGES.entries()) {
    const words = readCatalogue(language);
    for (const { key, texts } of changes) {
      if (key in words && texts !== null && !mayChange)
        throw new Error(`"${key}" stands already; --change gives it another text`);
      if (texts === null) delete words[key];
      else words[key] = entryOf(texts[index]);
    }
    writeCatalogue(language, words);
  }
} finally {
  rmdirSync(lock);
}

function readChanges(args) {
  if (args[0] === '--remove') return args.slice(1).map((key) => ({ key, texts: null }));
  const lines = args.length > 0 ? [args] : linesOf(readFileSync(0, 'utf8'));
  return lines.map(([key, ...texts]) => {
    if (!KEY.test(key)) fail(`"${key}" is not a key: area_words_in_snake_case`);
    if (texts.length !== LANGUAGES.length || texts.some((text) => text.trim() === ''))
      fail(`"${key}" needs one text for each language: ${LANGUAGES.join(', ')}`);
    return { key, texts };
  });
}

function linesOf(input) {
  return input
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('\t').map((part) => part.trim()));
}

/** What the catalogue stores: a plain text, or the variants by the number's plural category. */
function entryOf(text) {
  if (!/^(one|few|many|other)=/.test(text)) return text;
  const match = Object.fromEntries(
    text.split('|').map((variant) => {
      const [, category, words] = /^\s*(one|few|many|other)=(.*)$/s.exec(variant);
      return [`countPlural=${category}`, words.trim()];
    }),
  );
  if (!('countPlural=other' in match)) fail(`"${text}" has no other= variant`);
  return [
    {
      declarations: ['input count', 'local countPlural = count: plural'],
      selectors: ['countPlural'],
      match,
    },
  ];
}

function takeLock() {
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch {
      if (Date.now() - statSync(lock, { throwIfNoEntry: false })?.mtimeMs > STALE_MS)
        rmdirSync(lock);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
