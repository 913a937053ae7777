/** Mailed links: coming in by invitation, and a new password for a forgotten one. */
import { openDesk, type Desk } from '../../support/desk.ts';
import { MailServer } from '../../support/mail-server.ts';
import { Console } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

const GOOD = 'a better one by far';

let desk: Desk;
test.afterEach(() => desk.server.discard());

test('somebody is invited by mail, comes in, forgets the password and sets another', async ({
  browser,
  page,
}) => {
  const mails = await MailServer.start();
  try {
    desk = await openDesk();
    const { server, administrator } = desk;
    await administrator.get('PUT', '/mail-server', mails.settings);
    const mine = await Console.open(browser, server.url);
    await mine.signIn(administrator);
    await mine.page.goto(`${server.url}/admin/users`);
    await mine.page.getByRole('button', { name: 'Invite', exact: true }).click();
    const dialog = mine.page.getByRole('dialog');
    await dialog.getByLabel('E-mail').fill('max@example.com');
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    await expect(mine.page.getByText('Invitation on its way to max@example.com')).toBeVisible();
    await expect(mine.page.getByRole('row', { name: /max@example.com/ })).toContainText('Invited');

    const link = linkIn((await mails.mailTo('max@example.com')).text);
    await page.goto(link);
    await page.getByLabel('Your name').fill('Max Novák');
    await page.getByRole('textbox', { name: 'Password' }).fill(GOOD);
    await page.getByRole('button', { name: 'Save and enter' }).click();
    await expect(page.getByRole('heading', { name: 'Waiting', exact: true })).toBeVisible();
    await expect(mine.page.getByRole('row', { name: /max@example.com/ })).toContainText('Max Novák');
    const other = await browser.newPage();
    await other.goto(link);
    await expect(other.getByText('This link does not work any more')).toBeVisible();
  } finally {
    mails.end();
  }
});

test('a forgotten password is set anew by mail', async ({ page }) => {
  const mails = await MailServer.start();
  try {
    desk = await openDesk({ operators: 1, settings: 'public_url = "$URL"' });
    const { server, administrator, operators } = desk;
    const { email } = operators[0]!;
    await administrator.get('PUT', '/mail-server', mails.settings);
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole('link', { name: 'Forgotten password?' }).click();
    await page.getByRole('heading', { name: 'Forgotten password' }).waitFor();
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Send link' }).click();
    await expect(page.getByText(`If somebody signs in with ${email}`)).toBeVisible();
    const link = linkIn((await mails.mailTo(email)).text);
    expect(link.startsWith(`${server.url}/new-password#`)).toBe(true);
    await page.goto(link);
    await page.getByRole('textbox', { name: 'Password' }).fill(GOOD);
    await page.getByRole('button', { name: 'Set password' }).click();
    await expect(page.getByRole('heading', { name: 'The password is set' })).toBeVisible();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Forgotten password?' }).waitFor();
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill(GOOD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { name: 'Waiting', exact: true })).toBeVisible();
  } finally {
    mails.end();
  }
});

test('where no mail can be sent, the link is handed over and the sign-in page says whom to ask', async ({
  browser,
  page,
}) => {
  desk = await openDesk();
  const { server, administrator } = desk;
  const mine = await Console.open(browser, server.url);
  await mine.signIn(administrator);
  await mine.page.goto(`${server.url}/admin/users`);
  await mine.page.getByRole('button', { name: 'Invite', exact: true }).click();
  const dialog = mine.page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill('max@example.com');
  await expect(dialog.getByText(/No mail server is set/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Make link' }).click();
  const link = await dialog.locator('dd.link').innerText();
  expect(link.startsWith(`${server.url}/welcome#`)).toBe(true);
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await mine.page.getByRole('button', { name: 'More: max' }).click();
  await mine.page.getByRole('menuitem', { name: 'Withdraw invitation' }).click();
  await mine.page.getByRole('dialog').getByRole('button', { name: 'Withdraw invitation' }).click();
  await expect(mine.page.getByText('Invitation withdrawn: max')).toBeVisible();
  await page.goto(link);
  await expect(page.getByText('This link does not work any more')).toBeVisible();
  await page.goto(`${server.url}/forgotten`);
  await expect(page.getByText(/Ask an administrator of your company/)).toBeVisible();
});

function linkIn(text: string): string {
  const link = /https?:\/\/\S+#\S+/.exec(text)?.[0];
  if (link === undefined) throw new Error(`no link in: ${text}`);
  return link;
}
