/**
 * Fails when a word is missing in a language, has other placeholders there, or is used nowhere:
 * run by `npm run lint`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { LANGUAGES, WEB, readCatalogue } from './catalogue.mjs';

const SOURCES = ['shared/src', 'console/src', 'widget/src', 'demo'];
/** What begins like a word of a mail and is none: the name of a setting. */
const MAIL_KEYS_OF_OTHERS = new Set(['mail_server']);
const SKIPPED = new Set(['node_modules', 'compiled', 'generated', '.svelte-kit', 'dist']);

const catalogues = LANGUAGES.map((language) => ({ language, words: readCatalogue(language) }));
const keys = new Set(catalogues.flatMap(({ words }) => Object.keys(words)));
const complaints = [];

for (const { language, words } of catalogues)
  for (const key of keys)
    if (!(key in words)) complaints.push(`${key}: missing in ${language}.json`);

for (const key of keys) {
  const shapes = catalogues.map(({ words }) => placeholders(words[key] ?? ''));
  if (new Set(shapes).size > 1)
    complaints.push(`${key}: placeholders differ between languages: ${shapes.join(' / ')}`);
}

const used = new Set([
  ...SOURCES.flatMap((folder) => wordsUsedIn(`${WEB}${folder}`)),
  ...wordsOfMails(`${WEB}../crates/server/src`),
]);
for (const key of keys) if (!used.has(key)) complaints.push(`${key}: used nowhere`);
for (const key of used) if (!keys.has(key)) complaints.push(`${key}: used, but in no catalogue`);

if (complaints.length > 0) {
  console.error(complaints.sort().join('\n'));
  process.exit(1);
}

function placeholders(entry) {
  const text = typeof entry === 'string' ? entry : JSON.stringify(Object.values(entry[0].match));
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ');
}

/** The server says its words by their keys, too: those of mails, which only it writes. */
function wordsOfMails(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return wordsOfMails(path);
    if (!entry.name.endsWith('.rs')) return [];
    return [...readFileSync(path, 'utf8').matchAll(/"(mail_[a-z0-9_]+)"/g)]
      .map(([, key]) => key)
      .filter((key) => !MAIL_KEYS_OF_OTHERS.has(key));
  });
}

/**
 * A word is used as `m.key`: always written out, never put together from parts. The launcher, where every byte
 * counts, takes its few straight from the catalogues, as `en.key`.
 */
function wordsUsedIn(folder) {
  let names;
  try {
    names = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return names.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (SKIPPED.has(entry.name)) return [];
    if (entry.isDirectory()) return wordsUsedIn(path);
    if (!/\.(svelte|ts|js|mjs)$/.test(entry.name)) return [];
    const found = readFileSync(path, 'utf8').matchAll(
      /\b(?:m|en)\.((?:common|console|widget|admin)_[a-z0-9_]+)/g,
    );
    return [...found].map(([, key]) => key);
  });
}
