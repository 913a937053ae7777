/**
 * Compiles the word catalogues into typed functions. Paraglide says nothing when it finds no
 * plugin or no words, so the number of compiled words is compared with the catalogue.
 * Nothing is done when the catalogues have not changed since the last run.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { WEB, LANGUAGES, readCatalogue } from './catalogue.mjs';

const project = `${WEB}shared/words/project.inlang`;
const compiled = `${WEB}shared/src/words/compiled`;
const stamp = `${compiled}/.stamp`;

const catalogues = LANGUAGES.map(readCatalogue);
const fingerprint = createHash('sha256').update(JSON.stringify(catalogues)).digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint) {
  compile();
  writeFileSync(stamp, fingerprint);
}

function compile() {
  const paraglide = `${WEB}node_modules/@inlang/paraglide-js/bin/run.js`;
  execFileSync(
    process.execPath,
    [
      paraglide,
      ...['compile', '--silent', '--emit-ts-declarations'],
      ...['--no-emit-readme', '--no-emit-git-ignore', '--no-emit-prettier-ignore'],
      ...['--project', project, '--outdir', compiled, '--strategy', 'globalVariable', 'baseLocale'],
    ],
    { stdio: 'inherit' },
  );
  const modules = readdirSync(`${compiled}/messages`).filter(
    (name) => name.endsWith('.js') && name !== '_index.js',
  );
  const expected = Object.keys(catalogues[0]).length;
  if (modules.length < expected) {
    console.error(`Only ${modules.length} of ${expected} words were compiled from ${project}`);
    process.exit(1);
  }
}
