/**
 * Writes the demonstration pages to web/dist/demo: one folder with an index.html per address, so that
 * the server maps /demo/tariffs to demo/tariffs/index.html without knowing the pages.
 * Nothing inline and nothing from elsewhere: the pages must hold under the strictest content policy.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LANGUAGES } from './site.mjs';

const here = import.meta.dirname;
const out = join(here, '..', 'dist', 'demo');
const layout = readFileSync(join(here, 'layout.html'), 'utf8');

rmSync(out, { recursive: true, force: true });
cpSync(join(here, 'assets'), join(out, 'assets'), { recursive: true });

for (const [lang, site] of Object.entries(LANGUAGES)) {
  const [otherLang, other] = Object.entries(LANGUAGES).find(([it]) => it !== lang);
  for (const [path, [title, , description]] of Object.entries(site.pages)) {
    const page = fill(layout, {
      lang,
      title,
      description,
      skip: site.skip,
      root: site.root,
      nav_label: site.nav_label,
      nav: navigation(site, path),
      other_lang: otherLang,
      other_name: other.name,
      other_href: address(other, path),
      content: readFileSync(
        join(here, 'pages', lang, `${path.replace('/', '-') || 'home'}.html`),
        'utf8',
      ).trim(),
      footer: site.footer,
      notice: site.notice,
    });
    const file = join(out, address(site, path).slice('/demo'.length), 'index.html');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, page);
  }
}

// Not a page of the company: here because these pages may be framed, which the console's must not.
mkdirSync(join(out, 'preview'));
cpSync(join(here, 'preview.html'), join(out, 'preview', 'index.html'));

function address(site, path) {
  return path === '' ? site.root : `${site.root}/${path}`;
}

function navigation(site, current) {
  return Object.entries(site.pages)
    .filter(([, [, label]]) => label !== null)
    .map(([path, [, label]]) => {
      const here = path === current || (current.startsWith(`${path}/`) && path !== '');
      return `<a href="${address(site, path)}"${here ? ' aria-current="page"' : ''}>${label}</a>`;
    })
    .join('\n');
}

function fill(template, values) {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    if (values[name] === undefined)
      throw new Error(`layout.html asks for an unknown value: ${name}`);
    return values[name];
  });
}
