/** The pictures of the README, into docs/pictures: `make pictures`. */
import type { Page } from '@playwright/test';
import { LOOKS, open } from '../../support/look.ts';
import { keep } from '../../support/picture.ts';
import { PASSWORD } from '../../support/people.ts';
import { Shift } from '../../support/shift.ts';
import { expect, test } from '../../support/test.ts';

const viewport = { width: 1320, height: 825 };

let shift: Shift;
test.beforeEach(async () => void (shift = await Shift.begin()));
test.afterEach(() => shift.end());

test('the workspace', async ({ browser }) => {
  const page = await signedIn(await open(browser, { ...LOOKS.light, viewport }, shift.company.server.url));
  await shift.comeIn();
  await expect(page.locator('[data-row]')).toHaveCount(8);
  await page.locator('[data-row]').nth(3).hover();
  await keep(page, 'workspace');
});

test('a conversation', async ({ browser }) => {
  const page = await signedIn(await open(browser, { ...LOOKS.dark, viewport }, shift.company.server.url));
  await page.getByText('Jana Procházková').first().click();
  await page.locator('header.bar').first().waitFor();
  shift.janaTypes();
  await page.locator('.thread .typing').waitFor();
  await keep(page, 'conversation');
});

test('the widget', async ({ browser }) => {
  const options = { ...LOOKS.light, viewport: { width: 1100, height: 760 } };
  const page = await open(browser, options, `${shift.company.server.url}/demo`);
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
  await page.getByLabel('E-mail').fill(shift.company.klara.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
  return page;
}
