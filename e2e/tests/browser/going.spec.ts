/** G and a letter: from page to page by the keyboard. */
import type { Page } from '@playwright/test';
import { type Desk, openDesk } from '../../support/desk.ts';
import { Console } from '../../support/pages.ts';
import { Client, type Operator } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
let page: Page;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});

test.afterEach(async () => {
  await desk.server.discard();
});

async function signIn(browser: import('@playwright/test').Browser, who: Operator): Promise<Console> {
  const console_ = await Console.open(browser, desk.server.url);
  await console_.signIn(who);
  page = console_.page;
  return console_;
}

const hint = () => page.getByRole('status').filter({ hasText: 'Go to' });
const isAt = (path: string) => expect(page).toHaveURL(new URL(path, desk.server.url).href);

test('an administrator goes to every page; what may follow is shown; Esc thinks better of it', async ({
  browser,
}) => {
  await signIn(browser, desk.administrator);
  await page.keyboard.press('g');
  await expect(hint()).toContainText('Users and groups');
  await page.keyboard.press('Escape');
  await expect(hint()).toHaveCount(0);
  await page.keyboard.press('u');
  await isAt('/');
  for (const [letter, path] of [
    ['t', '/templates'],
    ['a', '/admin/widgets'],
    ['i', '/admin/identity'],
    ['u', '/admin/users'],
    ['r', '/admin/tags'],
    ['h', '/admin/webhooks'],
    ['o', '/admin/company'],
    ['w', '/'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(letter);
    await isAt(path);
    await expect(hint()).toHaveCount(0);
  }
});

test('an operator is offered the own pages; the letter is no other command; the sheet tells them', async ({
  browser,
}) => {
  const console_ = await signIn(browser, desk.operators[0]!);
  const client = new Client(desk.server.url);
  await client.enter('Jana');
  await console_.accept('Jana');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await expect(hint()).toContainText('Templates');
  await expect(hint()).not.toContainText('Users and groups');
  // I is the client panel otherwise, and no page of an operator.
  await page.getByRole('tab', { name: 'Files' }).waitFor();
  await page.keyboard.press('i');
  await expect(hint()).toHaveCount(0);
  await expect(page.getByRole('tab', { name: 'Files' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await isAt('/templates');

  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByRole('listitem').filter({ hasText: 'Go to: Workspace' })).toContainText(/G\s*W/);
  await expect(sheet).not.toContainText('Go to: Users and groups');
  // Switched off with the other single letters.
  await sheet.getByRole('switch').click();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await expect(hint()).toHaveCount(0);
  await isAt('/templates');
});

test('whoever types goes nowhere, and a G of long ago is forgotten', async ({ browser }) => {
  await signIn(browser, desk.operators[0]!);
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  const search = page.getByRole('searchbox', { name: 'Search templates' });
  await search.click();
  await page.keyboard.type('gw');
  await expect(search).toHaveValue('gw');
  await isAt('/templates');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('g');
  await hint().waitFor();
  await expect(hint()).toHaveCount(0);
  await page.keyboard.press('w');
  await isAt('/templates');
});
