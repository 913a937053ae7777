/** Pictures for the documents, in docs/pictures. Small files, for they are in every clone. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

const FOLDER = join(import.meta.dirname, '../../docs/pictures');
const MOST_BYTES = 80_000;

/** What of the page is kept: without it everything, otherwise what holds all of these, with a margin. */
export interface Crop {
  around: Locator[];
  margin?: number;
}

/** As WebP, which the browser writes at a third of a PNG's size. */
export async function keep(page: Page, name: string, crop?: Crop): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await stopMoving(page);
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', {
    ...{ format: 'webp', quality: 65 },
    ...(crop && { clip: { ...(await frame(page, crop)), scale: 1 } }),
  });
  const picture = Buffer.from(data, 'base64');
  expect(picture.length, `${name}.webp`).toBeLessThan(MOST_BYTES);
  writeFileSync(join(FOLDER, `${name}.webp`), picture);
}

/** What slides in has arrived. What goes on for ever (somebody types) is not waited for. */
async function stopMoving(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter((it) => Number.isFinite(it.effect?.getComputedTiming().endTime as number));
    await Promise.allSettled(passing.map((it) => it.finished));
  });
}

/** As far as it is on the screen. */
async function frame(page: Page, { around, margin = 12 }: Crop) {
  const boxes = await Promise.all(around.map(async (it) => (await it.boundingBox())!));
  const { width, height } = page.viewportSize()!;
  const left = Math.max(0, Math.min(...boxes.map((it) => it.x)) - margin);
  const top = Math.max(0, Math.min(...boxes.map((it) => it.y)) - margin);
  const right = Math.min(width, Math.max(...boxes.map((it) => it.x + it.width)) + margin);
  const bottom = Math.min(height, Math.max(...boxes.map((it) => it.y + it.height)) + margin);
  return { x: left, y: top, width: right - left, height: bottom - top };
}
