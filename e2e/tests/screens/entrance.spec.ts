/** The ways in as pictures: set-up, sign-in, the second step, links of invitations, and one's own account. */
import type { Page } from '@playwright/test';
import type { Invited } from '../../../web/shared/src/generated/Invited.ts';
import { openDesk } from '../../support/desk.ts';
import { LOOKS, look, open } from '../../support/look.ts';
import { Lumen } from '../../support/lumen.ts';
import { signIn } from '../../support/pages.ts';
import { codeOf } from '../../support/phone.ts';
import { Server } from '../../support/server.ts';
import { expect, test } from '../../support/test.ts';

/** Nobody answers there. */
const PROVIDER = {
  ...{ on: true, name: 'Lumen ID', issuer: 'http://127.0.0.1:1', client_id: 'hovorna', passwords: true },
  ...{ client_secret: 'correct horse battery' },
  newcomers: { role: 'operator', groups: [], domains: ['lumen.example'] },
};

for (const [style, options] of Object.entries(LOOKS)) {
  test(`entrance, ${style}`, async ({ browser }) => {
    const server = await Server.start();
    try {
      const page = await open(browser, options, `${server.url}/setup?token=${await server.setUpToken()}`);
      await page.getByRole('button', { name: 'Set up' }).waitFor();
      await look(page, 'setup', style);
    } finally {
      await server.discard();
    }
  });

  test(`console before anybody came, ${style}`, async ({ browser }) => {
    const { server, administrator } = await openDesk();
    try {
      const page = await open(browser, options, server.url);
      await page.getByLabel('E-mail').fill(administrator.email);
      await look(page, 'sign-in', style);
      await administrator.get('PUT', '/openid', PROVIDER);
      await page.goto(`${server.url}/sign-in?next=%2F#refused=unknown&address=max%40lumen.example`);
      await page.getByRole('link', { name: 'Sign in with Lumen ID' }).waitFor();
      await look(page, 'sign-in-provider', style);
      await signIn(page, administrator);
      await page.goto(`${server.url}/admin/sign-in`);
      await page.getByLabel('Issuer').waitFor();
      await page.getByRole('button', { name: 'Test' }).click();
      await page.getByText('Nobody answers at this address').waitFor();
      await look(page, 'admin-sign-in-provider', style);
      await page.goto(server.url);
      await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
      await look(page, 'workspace-empty', style);
    } finally {
      await server.discard();
    }
  });

  test(`one's own account, ${style}`, async ({ browser }) => {
    const lumen = await Lumen.open();
    try {
      const page = await open(browser, options, lumen.server.url);
      await signIn(page, lumen.klara);
      await lookAtAccount(page, lumen.server, style);
    } finally {
      await lumen.end();
    }
  });

  test(`the second step at the door, ${style}`, async ({ browser }) => {
    const { server, administrator } = await openDesk();
    try {
      const { secret } = await administrator.get<{ secret: string }>('POST', '/me/second-factor', {
        password: administrator.password,
      });
      await administrator.get('POST', '/me/second-factor/confirm', { code: codeOf(secret) });
      const page = await open(browser, options, server.url);
      await page.getByLabel('E-mail').fill(administrator.email);
      await page.getByRole('textbox', { name: 'Password' }).fill(administrator.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByLabel('Code from the app').waitFor();
      await look(page, 'sign-in-code', style);
    } finally {
      await server.discard();
    }
  });

  test(`people and their links, ${style}`, async ({ browser }) => {
    const lumen = await Lumen.open();
    try {
      const page = await open(browser, options, lumen.server.url);
      await lookAtPeople(page, lumen, style);
    } finally {
      await lumen.end();
    }
  });
}

/** One's own account, and the sheets on which the second step is set up. */
async function lookAtAccount(page: Page, { url, account }: Server, style: string): Promise<void> {
  await page.goto(`${url}/admin/sign-in`);
  await page.getByRole('switch').first().waitFor();
  await look(page, 'admin-sign-in', style);
  await page.goto(`${url}/admin/privacy`);
  await page.getByLabel('Make conversations anonymous after').fill('7');
  await page.getByText('Older than that now').waitFor();
  await look(page, 'admin-privacy', style);
  await page.getByRole('button', { name: 'Discard' }).click();
  // Something whose before and after can be looked at.
  const settings = (await (await page.request.get(`${url}/api/v1/settings`)).json()) as {
    chat_limit: number;
  };
  const changed = { ...settings, chat_limit: settings.chat_limit + 1 };
  expect((await page.request.put(`${url}/api/v1/settings`, { data: changed })).ok()).toBe(true);
  await page.goto(`${url}/admin/audit`);
  await page.locator('summary').first().click();
  await look(page, 'admin-audit', style);
  await page.goto(`${url}/account`);
  await page.getByText('This one').waitFor();
  await look(page, 'account', style);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('dialog').getByLabel('Present password').fill(account.password);
  await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Code from the app').waitFor();
  await look(page, 'account-second-step', style);
  await page.goto(url);
  const status = page.getByTitle('Status (Alt A)');
  await status.click();
  const chat = page.getByRole('menuitemcheckbox', { name: 'Chat' });
  await chat.waitFor();
  await chat.click();
  await page.getByText('You have switched Chat off').first().waitFor();
  await look(page, 'workspace-chat-off', style);
}

/** Users, an invitation and its link, and where such links lead. */
async function lookAtPeople(page: Page, { server, klara }: Lumen, style: string): Promise<void> {
  await signIn(page, klara);
  const { link } = await klara.get<Invited>('POST', '/invitations', {
    ...{ email: 'max@lumen.example', name: 'Max Horák', role: 'operator' },
  });
  await page.goto(`${server.url}/admin/users`);
  await page.getByText('Max Horák').waitFor();
  await look(page, 'admin-users', style);
  await page.getByRole('button', { name: 'David Urban', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Permissions', { exact: true }).click();
  await dialog.getByLabel('Audit log').scrollIntoViewIfNeeded();
  await look(page, 'admin-users-permissions', style);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await dialog.getByLabel('E-mail').fill('eva@lumen.example');
  await look(page, 'admin-users-invite', style);
  await dialog.getByRole('button', { name: 'Make link' }).click();
  await dialog.locator('dd.link').waitFor();
  await look(page, 'admin-users-link', style);

  await page.goto(`${server.url}${link}`);
  await page.getByLabel('Your name').waitFor();
  await look(page, 'welcome', style);
  await page.goto(`${server.url}/new-password#nothing`);
  await page.getByText('This link does not work any more').waitFor();
  await look(page, 'link-gone', style);
  await page.goto(`${server.url}/forgotten`);
  await page.getByText('No mail can be sent from here.').waitFor();
  await look(page, 'forgotten', style);
}
