/** The pictures of the README, into docs/pictures: `make pictures`. */
import type { Page } from '@playwright/test';
import { LOOKS, open } from '../../support/look.ts';
import { Lumen, WAITING } from '../../support/lumen.ts';
import { signIn } from '../../support/pages.ts';
import { keep } from '../../support/picture.ts';

import { expect, test } from '../../support/test.ts';

const viewport = { width: 1320, height: 825 };

let lumen: Lumen;
test.beforeEach(async () => void (lumen = await Lumen.open()));
test.afterEach(() => lumen.end());

test('the workspace', async ({ browser }) => {
  const page = await signedIn(await open(browser, { ...LOOKS.light, viewport }, lumen.server.url));
  await lumen.comeIn();
  await expect(page.locator('[data-row]')).toHaveCount(WAITING + 1);
  await page.locator('[data-row]').nth(3).hover();
  await keep(page, 'workspace');
});

test('a conversation', async ({ browser }) => {
  const page = await signedIn(await open(browser, { ...LOOKS.dark, viewport }, lumen.server.url));
  await page.getByText('Jana Procházková').first().click();
  await page.locator('header.bar').first().waitFor();
  await lumen.janaTypes();
  await page.locator('.thread .typing').waitFor();
  await keep(page, 'conversation');
});

test('the widget', async ({ browser }) => {
  const options = { ...LOOKS.light, viewport: { width: 1100, height: 760 } };
  const page = await open(browser, options, `${lumen.server.url}/demo`);
  await page.getByRole('button', { name: /^Ask us/ }).click();
  const panel = page.getByRole('dialog', { name: /^Chat, / });
  await panel.getByRole('button', { name: /Write a message/ }).click();
  await panel.getByLabel(/What may we call you/).fill('Jane Walker');
  await panel.getByLabel(/Your message/).fill('I am moving and cannot find the meter’s code.');
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await panel.getByText('in line').waitFor();
  await keep(page, 'widget');
});

async function signedIn(page: Page): Promise<Page> {
  await signIn(page, lumen.klara);
  return page;
}
