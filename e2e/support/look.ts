/** A picture of a page, and what axe has to say about it. */
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';

const FOLDER = join(import.meta.dirname, '../results/screens');
const SOMEWHERE = { locale: 'en-GB', timezoneId: 'Europe/Prague' };

export const LOOKS: Record<string, BrowserContextOptions> = {
  light: { ...SOMEWHERE, colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  dark: { ...SOMEWHERE, colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  phone: { ...SOMEWHERE, colorScheme: 'light', viewport: { width: 390, height: 844 }, hasTouch: true },
};

export async function look(page: Page, name: string, style: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(FOLDER, `${name}-${style}.png`), animations: 'disabled' });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((it) => it.target.join(' ')).join(' | ')}`,
  );
  expect.soft(found, `${name}, ${style}`).toEqual([]);
}

export async function open(browser: Browser, options: BrowserContextOptions, url: string): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(url);
  return page;
}
