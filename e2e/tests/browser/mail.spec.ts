/** An administrator sets the mail server, is told what is wrong with it, and sees it work. */
import { type Desk, openDesk } from '../../support/desk.ts';
import { MailServer } from '../../support/mail-server.ts';
import { Console } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
let mail: MailServer;

test.beforeEach(async () => void ([desk, mail] = await Promise.all([openDesk(), MailServer.start()])));
test.afterEach(async () => {
  mail.end();
  await desk.server.discard();
});

test('a mail server is set, tried and kept, and its password is not shown again', async ({ browser }) => {
  const { page } = await signedIn(browser);
  await page.goto(`${desk.server.url}/admin/mail`);
  await page.getByLabel('Server', { exact: true }).fill('localhost');
  await page.getByLabel('Port').fill(String(mail.port));
  await page.getByLabel('User name').fill('desk');
  await page.getByLabel('Password').fill('wrong');
  await page.getByLabel('E-mail address').fill('desk@example.com');
  await page.getByLabel('Send it to').fill('klara@example.com');

  const told = page.getByRole('main').getByRole('status');
  const send = page.getByRole('button', { name: 'Send a test' });
  await send.click();
  await expect(told).toContainText('certificate is not trusted');
  await page.getByText('Certificate of your own authority').click();
  await page.getByLabel('Trusted certificates').fill(mail.authority);
  await send.click();
  await expect(told).toContainText('does not accept this user name and password');
  await expect(told).toContainText('535');
  await page.getByLabel('Password').fill('correct horse');
  await send.click();
  await expect(told).toContainText('The server took the mail for klara@example.com');
  expect((await mail.mailTo('klara@example.com')).headers.Subject).toBe('Test from Hovorna');

  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The mail server is saved').waitFor();
  await page.reload();
  await expect(page.getByLabel('Password')).toHaveValue('');
  await page.getByText('A password is kept').waitFor();
  await send.click();
  await expect(told).toContainText('The server took the mail');

  // Another server does not get it.
  await page.getByLabel('Server', { exact: true }).fill('127.0.0.1');
  await page.getByText('The kept password is for another server').waitFor();
  await send.click();
  await page.getByText('Fill this in.').waitFor();
});

async function signedIn(browser: Parameters<typeof Console.open>[0]): Promise<Console> {
  const console = await Console.open(browser, desk.server.url);
  await console.signIn(desk.administrator);
  await console.heading.waitFor();
  return console;
}
