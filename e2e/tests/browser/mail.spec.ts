/** An administrator sets the mail server, is told what is wrong with it, and sees it work. */
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { MailServer } from '../../support/mail-server.ts';
import { Console } from '../../support/pages.ts';
import { Client } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';
import { changeWidget } from '../../support/widgets.ts';

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

test('what is stuck is shown with the reason, tried by hand and given up', async ({ browser }) => {
  const { administrator, server } = desk;
  await administrator.get('PUT', '/mail-server', mail.settings);
  await changeWidget(administrator, (widget) => (widget.offline.email = 'gone@example.com'));
  const leaves = (name: string) => {
    const form = { name, email: 'jana@example.com', message: 'Please write to me.' };
    const left = { id: uuid7(), widget: 'demo', entry: 'chat', form };
    return new Client(server.url).ask('POST', '/offline-requests', left);
  };
  mail.behaves({ recipient: { 'gone@example.com': '550 5.1.1 no such user' } });
  await leaves('Jana');
  const { page } = await signedIn(browser);
  await page.goto(`${server.url}/admin/mail`);
  const row = page.getByRole('listitem').filter({ hasText: 'gone@example.com' });
  await expect(row).toContainText('The server takes no mail for this recipient.');
  await expect(row).toContainText('550 5.1.1 no such user');
  await expect(row).toContainText('Not tried any more');
  // The mailbox is there now.
  mail.behaves({});
  await row.getByRole('button', { name: 'Try now' }).click();
  await expect(page.getByText('Nothing is stuck')).toBeVisible();
  expect((await mail.mailTo('gone@example.com')).text).toContain('Please write to me.');
  await page.getByRole('radio', { name: 'Sent', exact: true }).click();
  await expect(row).toContainText(/^.*Sent /);

  mail.behaves({ recipient: { 'gone@example.com': '451 4.7.1 come back later' } });
  await leaves('Petr');
  await page.getByRole('radio', { name: 'Not sent', exact: true }).click();
  await expect(row).toContainText('451 4.7.1 come back later');
  await row.getByRole('button', { name: 'Give up' }).click();
  await expect(row).toContainText('Given up by Ada Novak');
  expect(mail.received.filter(({ to }) => to.includes('gone@example.com'))).toHaveLength(1);
});

async function signedIn(browser: Parameters<typeof Console.open>[0]): Promise<Console> {
  const console = await Console.open(browser, desk.server.url);
  await console.signIn(desk.administrator);
  await console.heading.waitFor();
  return console;
}
