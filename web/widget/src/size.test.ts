/** The promise to whoever embeds the widget (PRODUCT.md, B8), checked on what was built: `npm run build` first. */
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const LAUNCHER_BYTES = 2_500;
const PANEL_BYTES = 45_000;
/** Loaded when nobody is there, or when who waits asks for it. */
const LEAVE_BYTES = 24_000;
/** Loaded when a talk is over. */
const AFTER_BYTES = 24_000;
/** Loaded when a picture is pressed. */
const ENLARGE_BYTES = 8_000;
/** Loaded with a page whose widget has rules. */
const RULES_BYTES = 3_000;

const built = `${import.meta.dirname}/../../dist/widget`;
/** What else is there comes when it is used. */
const needed = readdirSync(`${built}/assets`).filter((name) => /^(session|panel)-/.test(name));
const zipped = (file: string) => gzipSync(readFileSync(`${built}/${file}`), { level: 9 }).length;

test('the launcher stays within 2.5 kB, compressed', () => {
  expect(zipped('widget.js')).toBeLessThanOrEqual(LAUNCHER_BYTES);
});

test('session and panel together stay within 45 kB, compressed', () => {
  const sizes = needed.map((name) => zipped(`assets/${name}`));
  expect(sizes).toHaveLength(2);
  expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(PANEL_BYTES);
});

test.each([
  ['the form for messages', 'leave', LEAVE_BYTES],
  ['what can be done after a talk', 'after', AFTER_BYTES],
  ['the large picture', 'enlarge', ENLARGE_BYTES],
  ['the rules by which a widget speaks first', 'rules', RULES_BYTES],
])('%s stays within its bytes, compressed, and needs nothing of the others', (_, file, bytes) => {
  const names = readdirSync(`${built}/assets`).filter((name) => name.startsWith(`${file}-`));
  expect(names).toHaveLength(1);
  expect(zipped(`assets/${names[0]}`)).toBeLessThanOrEqual(bytes);
  expect(readFileSync(`${built}/assets/${names[0]}`, 'utf8')).not.toMatch(/\b(import|from) ?["'`]/);
});

test('they load nothing else to open and to talk', () => {
  for (const name of needed)
    expect(readFileSync(`${built}/assets/${name}`, 'utf8')).not.toMatch(/\b(import|from) ?["'`]/);
});

test('the launcher is one classic script that makes no style element', () => {
  const code = readFileSync(`${built}/widget.js`, 'utf8');
  expect(code).not.toMatch(/import\.meta|^import |^export |<style|createElement\(.style/m);
});
