/**
 * Draws the console's icons from our mark: `node tools/icons.mjs` in e2e/, whenever web/console/static/icon.svg changes.
 * A maskable icon keeps its mark within the inner 80 % (W3C, Web Application Manifest, "icon masks").
 */
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const STATIC = new URL('../../web/console/static/', import.meta.url).pathname;
const GROUND = '#edeae5';
const ICONS = [
  { name: 'icon-192.png', size: 192, mark: 0.62, radius: 0.2 },
  { name: 'icon-512.png', size: 512, mark: 0.62, radius: 0.2 },
  { name: 'icon-maskable-512.png', size: 512, mark: 0.5, radius: 0 },
  { name: 'apple-touch-icon.png', size: 180, mark: 0.6, radius: 0 },
];

const mark = `data:image/svg+xml;base64,${readFileSync(`${STATIC}icon.svg`).toString('base64')}`;
const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const { name, size, mark: part, radius } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<body style="margin:0;height:100vh;display:grid;place-items:center;background:${GROUND};
    border-radius:${radius * size}px"><img src="${mark}" width="${size * part}" height="${size * part}"></body>
    <style>html{background:transparent}</style>`);
  await page.locator('img').evaluate((image) => image.decode());
  await page.screenshot({ path: `${STATIC}${name}`, omitBackground: true });
  await page.close();
}
await browser.close();
