/** The pictures of the way from nothing to the first message, in the guide for administrators: `make pictures`. */
import type { Page } from '@playwright/test';
import { LOOKS, open } from '../../support/look.ts';
import { Lumen } from '../../support/lumen.ts';
import { signIn } from '../../support/pages.ts';
import { keep } from '../../support/picture.ts';
import { Server } from '../../support/server.ts';
import { test } from '../../support/test.ts';

const OFFICE = { ...LOOKS.light, viewport: { width: 1200, height: 820 } };

test('the set-up', async ({ browser }) => {
  const server = await Server.start();
  try {
    const page = await open(browser, OFFICE, `${server.url}/setup?token=${await server.setUpToken()}`);
    const last = page.getByRole('button', { name: 'Set up' });
    await last.waitFor();
    await page.getByLabel('Company').fill('Green Energy');
    await page.getByLabel('Your name').fill('Ada Novak');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await keep(page, 'admin-setup', { around: [page.getByRole('heading').first(), last], margin: 96 });
  } finally {
    await server.discard();
  }
});

test('people, a widget, hours', async ({ browser }) => {
  const lumen = await Lumen.open();
  try {
    const page = await open(browser, OFFICE, lumen.server.url);
    await signIn(page, lumen.klara);
    await invite(page, lumen.server.url);

    await page.goto(`${lumen.server.url}/admin/widgets`);
    await page.getByRole('button', { name: 'New widget' }).first().click();
    const made = page.getByRole('dialog', { name: 'New widget' });
    await made.getByLabel('Name').fill('Shop');
    await keep(page, 'admin-new-widget', { around: [made], margin: 0 });

    await page.goto(`${lumen.server.url}/admin/hours`);
    const week = page.getByRole('button', { name: /day \d+:\d\d to \d+:\d\d$/ });
    await week.first().waitFor();
    const title = page.getByRole('heading', { level: 1 });
    await keep(page, 'admin-hours', { around: [title, page.getByRole('main')], margin: 0 });
  } finally {
    await lumen.end();
  }
});

async function invite(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/admin/users`);
  await page.getByRole('navigation', { name: 'Groups' }).getByText('Podpora CZ').click();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const invitation = page.getByRole('dialog');
  await invitation.getByLabel('E-mail').fill('max@example.com');
  await keep(page, 'admin-invite', { around: [invitation], margin: 0 });
}
