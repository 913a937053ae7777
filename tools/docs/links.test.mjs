import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { anchorsOf, faultsOf, linksOf } from './links.mjs';

const ROOT = join(import.meta.dirname, '../..');
const FILES = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true }).map((it) => join('docs', it)),
].filter((it) => it.endsWith('.md'));

test('every link and picture of the documents leads somewhere', () => {
  assert.ok(FILES.includes('README.md') && FILES.includes(join('docs', 'operators.md')));
  assert.deepEqual(
    FILES.flatMap((file) => faultsOf(ROOT, file)),
    [],
  );
});

test('every picture is shown somewhere', () => {
  const shown = FILES.flatMap((file) => linksOf(readFileSync(join(ROOT, file), 'utf8')))
    .filter((it) => it.isPicture)
    .map((it) => it.target.split('/').at(-1));
  const unseen = readdirSync(join(ROOT, 'docs/pictures')).filter((it) => !shown.includes(it));
  assert.deepEqual(unseen, []);
});

test('links are read, code is not', () => {
  const text = 'See [this](a.md#b) and ![that](c.webp).\n\n`[no](x)`\n\n```md\n[no](y)\n```\n';
  assert.deepEqual(
    linksOf(text).map((it) => [it.isPicture, it.target]),
    [
      [false, 'a.md#b'],
      [true, 'c.webp'],
    ],
  );
});

test('headings are named as GitHub names them', () => {
  assert.deepEqual(anchorsOf('# For all\n\n## Who is signed in: `identify`\n'), [
    'for-all',
    'who-is-signed-in-identify',
  ]);
});
