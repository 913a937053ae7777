/** An administrator sets a company up from nothing, by the console alone, to the first message that arrives by mail. */
import type { Page } from '@playwright/test';
import { ForeignSite } from '../../support/foreign-site.ts';
import { MailServer } from '../../support/mail-server.ts';
import { Console, Visitor } from '../../support/pages.ts';
import { PASSWORD } from '../../support/people.ts';
import { Server } from '../../support/server.ts';
import { expect, test } from '../../support/test.ts';

const ADA = { name: 'Ada Novak', email: 'ada@example.com' };
const MAX = { name: 'Max Novotny', email: 'max@example.com' };
const ORDERS = 'orders@example.com';

let server: Server;
let mail: MailServer;
test.beforeEach(async () => void ([server, mail] = await Promise.all([Server.start(), MailServer.start()])));
test.afterEach(async () => {
  mail.end();
  await server.discard();
});

test('from nothing to the first message by mail', async ({ browser }) => {
  test.setTimeout(180_000);
  const ada = await Console.open(browser, `${server.url}/setup`);
  await ada.setUp(await server.setUpToken(), 'Green Energy', ADA);
  const { page } = ada;
  const go = async (name: string) => {
    await page.goto(`${server.url}/admin/${name}`);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
  };

  await go('mail');
  await setMailServer(page);

  // A group, and an operator for it who is invited by mail.
  await go('users');
  await page.getByRole('button', { name: 'New group' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Orders');
  await page.getByRole('dialog').getByRole('button', { name: 'Add group' }).click();
  await page.getByRole('navigation', { name: 'Groups' }).getByText('Orders').waitFor();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const invitation = page.getByRole('dialog');
  await invitation.getByLabel('E-mail').fill(MAX.email);
  // Whoever is made comes into the group that is on the screen.
  await expect(invitation.getByRole('checkbox', { name: 'Orders' })).toBeChecked();
  await invitation.getByRole('button', { name: 'Send invitation' }).click();
  const link = /https?:\/\/\S+#\S+/.exec((await mail.mailTo(MAX.email)).text)![0];
  const max = await Console.open(browser, link);
  await max.page.getByLabel('Your name').fill(MAX.name);
  await max.page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await max.page.getByRole('button', { name: 'Save and enter' }).click();
  await max.heading.waitFor();

  // A widget of its own, told by mail, and what goes into the pages.
  await go('widgets');
  await page.getByRole('button', { name: 'New widget' }).first().click();
  const made = page.getByRole('dialog', { name: 'New widget' });
  await made.getByLabel('Name').fill('Shop');
  await made.getByLabel('Clients wait for the group').selectOption('Orders');
  await made.getByRole('button', { name: 'Create widget' }).click();
  await page.getByRole('tab', { name: 'Messages' }).click();
  await page.getByLabel('Told by e-mail').fill(ORDERS);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved: Shop').waitFor();
  await page.getByRole('tab', { name: 'Install' }).click();
  const snippet = await page.locator('code', { hasText: 'data-widget="shop"' }).first().innerText();

  // It is on a page of theirs; Max is there, and takes the first client.
  const site = await ForeignSite.open(snippet);
  try {
    const jana = await Visitor.open(browser, site.url);
    await jana.launcher.click();
    await jana.panel.getByRole('button', { name: /Write a message/ }).click();
    await jana.composer.fill('Is it in stock?');
    await jana.composer.press('Enter');
    await max.page.locator('[data-row]').first().hover();
    await max.page
      .getByRole('button', { name: /^Accept/ })
      .first()
      .click();
    await max.say('It is.');
    await expect(jana.bubble('It is.')).toBeVisible();

    // The group closes: whoever comes now leaves a message, which arrives by mail.
    await go('hours');
    await closeTheGroup(page);
    const petr = await Visitor.open(browser, site.url);
    await petr.launcher.click();
    await petr.panel.getByLabel(/What may we call you/).fill('Petr');
    await petr.panel.getByLabel(/E-mail/).fill('petr@seznam.cz');
    await petr.panel.getByLabel(/Your message/).fill('Please call me tomorrow.');
    await petr.panel.getByRole('button', { name: 'Send the message' }).click();
    await petr.panel.getByText('Thank you, we have your message').waitFor();
    const told = await mail.mailTo(ORDERS);
    expect(told.headers['Reply-To']).toBe('petr@seznam.cz');
    expect(told.text).toContain('Please call me tomorrow.');
    // And stands where Max finds it.
    await max.page.goto(`${server.url}/requests`);
    await expect(max.page.getByRole('button', { name: /Petr/ })).toBeVisible();
  } finally {
    site.close();
  }
});

async function setMailServer(page: Page): Promise<void> {
  await page.getByLabel('Server', { exact: true }).fill('localhost');
  await page.getByLabel('Port').fill(String(mail.port));
  await page.getByLabel('User name').fill('desk');
  await page.getByLabel('Password').fill('correct horse');
  await page.getByLabel('E-mail address').fill('desk@example.com');
  await page.getByText('Certificate of your own authority').click();
  await page.getByLabel('Trusted certificates').fill(mail.authority);
  await page.getByLabel('Send it to').fill(ADA.email);
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText(`The server took the mail for ${ADA.email}`).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The mail server is saved').waitFor();
}

/** Open at no time of the week. */
async function closeTheGroup(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Set opening hours' }).click();
  for (;;) {
    const open = page.getByRole('button', { name: /day \d+:\d\d to \d+:\d\d$/ });
    if ((await open.count()) === 0) break;
    const before = await open.count();
    await open.first().focus();
    await page.keyboard.press('Delete');
    await expect(open).toHaveCount(before - 1);
  }
  await page.getByRole('button', { name: 'Save', exact: true }).click();
}
