/**
 * Every page as a picture, light, dark and on a phone, into results/screens (`make screens`), and on each of
 * them axe finds nothing.
 */
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { Client, PASSWORD } from '../../support/people.ts';
import { Server } from '../../support/server.ts';

const FOLDER = join(import.meta.dirname, '../../results/screens');

const LOOKS: Record<string, BrowserContextOptions> = {
  light: { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, hasTouch: true },
};

/** A picture, and what axe has to say about it. */
async function look(page: Page, name: string, style: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(FOLDER, `${name}-${style}.png`), animations: 'disabled' });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((it) => it.target.join(' ')).join(' | ')}`,
  );
  expect.soft(found, `${name}, ${style}`).toEqual([]);
}

/** Three clients wait, one talks with the administrator. */
async function fill({ server, administrator }: Desk): Promise<string> {
  const names = ['Jana Novotna', 'Petr Svoboda', 'Eva Cerna', 'Karel Dvorak'];
  const clients = names.map(() => new Client(server.url));
  for (const [i, client] of clients.entries()) {
    await client.enter(names[i]!);
    await client.says(uuid7(), 'Good morning, my last bill is twice as high as usual. Can you look at it?');
  }
  const { conversation } = clients[0]!;
  await administrator.get('POST', `/conversations/${conversation}/accept`);
  await administrator.says(conversation, uuid7(), 'Good morning, I am looking at it.');
  await administrator.get('POST', `/conversations/${conversation}/notes`, {
    id: uuid7(),
    text: 'Pays on time',
  });
  return conversation;
}

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

  test(`console, ${style}`, async ({ browser }) => {
    const desk = await openDesk({ operators: 2 });
    const { url } = desk.server;
    try {
      const page = await open(browser, options, url);
      await page.getByLabel('E-mail').fill('ada@example.com');
      await look(page, 'sign-in', style);
      await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
      await look(page, 'workspace-empty', style);
      await fill(desk);
      await expect(page.locator('[data-row]')).toHaveCount(3);
      await look(page, 'workspace-queue', style);
      await page.locator('[data-row]').first().focus();
      await page.keyboard.press('Space');
      const preview = page.getByRole('dialog', { name: /^Preview/ });
      await preview.getByText('The chat so far').waitFor();
      await look(page, 'workspace-preview', style);
      await page.keyboard.press('Escape');
      await page.getByText('Jana Novotna').first().click();
      const bar = page.locator('header.bar').filter({ has: page.getByRole('button', { name: 'Redirect' }) });
      await bar.waitFor();
      await look(page, 'conversation', style);
      await bar.getByRole('button', { name: 'Redirect' }).click();
      await page.getByLabel('A word for whoever comes next').waitFor();
      await look(page, 'conversation-redirect', style);
      await page.keyboard.press('Escape');
      await bar.getByRole('button', { name: 'End', exact: true }).click();
      await page.getByRole('dialog', { name: /End the conversation/ }).waitFor();
      await look(page, 'conversation-end', style);

      for (const name of ['users', 'widgets', 'widgets/demo', 'tags', 'company']) {
        await page.goto(`${url}/admin/${name}`);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await page.waitForLoadState('networkidle');
        await look(page, `admin-${name.replace('/', '-')}`, style);
      }
    } finally {
      await desk.server.discard();
    }
  });

  test(`demo page and widget, ${style}`, async ({ browser }) => {
    const desk = await openDesk();
    const { administrator } = desk;
    try {
      const page = await open(browser, options, `${desk.server.url}/demo`);
      const launcher = page.getByRole('button', { name: /^Ask us/ });
      await launcher.waitFor();
      await look(page, 'demo', style);
      await launcher.click();
      const panel = page.getByRole('dialog', { name: /^Chat, / });
      await panel.getByRole('button', { name: /Write a message/ }).waitFor();
      await look(page, 'widget-home', style);
      await panel.getByRole('button', { name: /Write a message/ }).click();
      await look(page, 'widget-form', style);
      await panel.getByLabel(/What may we call you/).fill('Jana');
      await panel.getByRole('button', { name: 'Start chat' }).click();
      await panel.getByText('You are next').waitFor();
      await look(page, 'widget-queue', style);
      const { id } = (await administrator.workspace()).queue[0]!;
      await administrator.get('POST', `/conversations/${id}/accept`);
      await administrator.says(id, uuid7(), 'Good morning, how can I help?');
      await panel.getByText('how can I help?').waitFor();
      await panel.getByRole('textbox', { name: 'Message' }).fill('My bill is too high');
      await panel.getByRole('textbox', { name: 'Message' }).press('Enter');
      await panel.locator('.bubble').filter({ hasText: 'My bill is too high' }).waitFor();
      await look(page, 'widget-talk', style);
      await administrator.get('POST', `/conversations/${id}/end`, {});
      await panel.getByText('The operator ended the conversation').waitFor();
      await look(page, 'widget-ended', style);
    } finally {
      await desk.server.discard();
    }
  });
}

async function open(browser: Browser, options: BrowserContextOptions, url: string): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(url);
  return page;
}
