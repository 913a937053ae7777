/** Conversations found again, requests, bans and templates as pictures. */
import type { Page } from '@playwright/test';
import { LOOKS, look, open } from '../../support/look.ts';
import { Lumen } from '../../support/lumen.ts';
import { signIn } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

for (const [style, options] of Object.entries(LOOKS)) {
  test(`lists, ${style}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const lumen = await Lumen.open();
    const { server, klara } = lumen;
    try {
      const page = await open(browser, options, server.url);
      await signIn(page, klara);
      await lookAtConversations(page, lumen, style);

      await page.goto(`${server.url}/requests`);
      await page.getByRole('button', { name: /Dana Říhová/ }).waitFor();
      await look(page, 'requests', style);
      await page.getByRole('button', { name: /Dana Říhová/ }).click();
      await page.getByRole('article', { name: 'Dana Říhová' }).waitFor();
      await look(page, 'requests-open', style);

      await lookAtBans(page, server.url, style);

      await page.goto(`${server.url}/templates`);
      await page.getByText('Souhlas s převodem').waitFor();
      await look(page, 'templates', style);
      await page.getByRole('button', { name: /^Souhlas s převodem/ }).click();
      await page.getByRole('dialog', { name: 'Edit template' }).waitFor();
      await look(page, 'templates-edit', style);
    } finally {
      await lumen.end();
    }
  });
}

/** All conversations, those of a filter, what was searched in its three lists, and that nothing was found. */
async function lookAtConversations(page: Page, { server, klara }: Lumen, style: string): Promise<void> {
  const found = () =>
    klara.get<{ conversations: { items: unknown[] } }>('GET', '/search?q=faktur&kind=conversations');
  await expect.poll(async () => (await found()).conversations.items.length).toBeGreaterThan(1);
  const hit = page.locator('main a.hit').first();
  await page.goto(`${server.url}/conversations`);
  await hit.waitFor();
  await look(page, 'conversations', style);
  await page.getByLabel('State').selectOption('Ended');
  await page.getByLabel('Result').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Clear filters' }).waitFor();
  await hit.waitFor();
  await look(page, 'conversations-filtered', style);
  await page.goto(`${server.url}/conversations?q=faktur`);
  await hit.waitFor();
  await look(page, 'search', style);
  await page.getByRole('tab', { name: 'Files' }).click();
  await page.getByRole('searchbox').fill('elek');
  await expect(hit).toContainText('elektroměr.png');
  await look(page, 'search-files', style);
  await page.getByRole('tab', { name: 'Clients' }).click();
  await page.getByRole('searchbox').fill('jan');
  await expect(hit).toContainText('Jan');
  await look(page, 'search-clients', style);
  await page.getByRole('searchbox').fill('xylofon');
  await page.getByText('Nothing says').waitFor();
  await look(page, 'search-none', style);
  if (style === 'phone') return;
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command or conversation' }).fill('faktura');
  await page.getByRole('option', { name: /^Search everything/ }).waitFor();
  await look(page, 'palette-said', style);
  await page.keyboard.press('Escape');
}

/** Who is banned, what the client panel says of it, and the dialog that bans. */
async function lookAtBans(page: Page, url: string, style: string): Promise<void> {
  const openDock = async () => {
    // What is over is redirected no more.
    const header = page.locator('header.bar');
    await header.waitFor();
    if (style === 'phone') await header.getByRole('button', { name: 'Client', exact: true }).click();
  };
  const dock = page.getByRole('complementary', { name: 'Client' });
  await page.goto(`${url}/bans`);
  await page.getByText('Insults my colleagues').waitFor();
  await look(page, 'bans', style);
  await page.locator('main table a').first().click();
  await openDock();
  await dock.getByRole('button', { name: 'Lift' }).waitFor();
  await look(page, 'client-banned', style);
  await page.goto(`${url}/bans`);
  await page.getByRole('radio', { name: 'Over' }).click();
  await page.getByText(/^lapsed/).waitFor();
  await page.locator('main table a').first().click();
  await openDock();
  await dock.getByRole('button', { name: 'Ban the client' }).click();
  await page.getByRole('dialog', { name: /^Ban / }).getByText('Until a day').click();
  await page.getByLabel('The last day').waitFor();
  await look(page, 'client-ban', style);
  await page.keyboard.press('Escape');
}
