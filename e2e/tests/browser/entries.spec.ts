/** Which clients an operator takes: switched off for a while in the status menu, or not given by administrators at all. */
import { openDesk, type Desk } from '../../support/desk.ts';
import { ClientLine } from '../../support/line.ts';
import { Console, Visitor } from '../../support/pages.ts';
import { Client } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
const lines: ClientLine[] = [];
test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
  await desk.administrator.get('PUT', '/me/status', { status: 'away' });
});
test.afterEach(async () => {
  for (const line of lines.splice(0)) line.close();
  await desk.server.discard();
});

async function waits(name: string): Promise<Client> {
  const client = new Client(desk.server.url);
  await client.enter(name);
  const line = new ClientLine(client);
  await line.open();
  lines.push(line);
  return client;
}

test('chat switched off: nobody new comes, who waits can still be taken by hand', async ({ browser }) => {
  const { server, operators } = desk;
  const mine = await Console.open(browser, server.url);
  await mine.signIn(operators[0]!);
  await waits('Jana');
  await expect(mine.waiting('Jana')).toBeVisible();
  const status = mine.page.getByTitle('Status (Alt A)');
  await status.click();
  await mine.page.getByRole('menuitemcheckbox', { name: 'Chat' }).click();
  await expect(status).toContainText('No new clients');
  await expect(mine.waiting('Jana')).toContainText('You have switched Chat off');
  const visitor = await Visitor.open(browser, `${server.url}/demo`);
  await expect(visitor.launcher).toHaveAccessibleName(/Nobody is here/);
  await mine.accept('Jana');

  // It is kept, and undone in the same place.
  await mine.page.reload();
  await mine.heading.waitFor();
  await expect(status).toContainText('No new clients');
  await status.click();
  const chat = mine.page.getByRole('menuitemcheckbox', { name: 'Chat' });
  await expect(chat).not.toBeChecked();
  await chat.click();
  await expect(status).toContainText('Available');
  await visitor.page.reload();
  await expect(visitor.launcher).toHaveAccessibleName('Ask us');
});

test('who may not take chats sees who waits and why there is no Accept', async ({ browser }) => {
  const { server, administrator, operators } = desk;
  const mine = await Console.open(browser, server.url);
  await mine.signIn(operators[0]!);
  await waits('Jana');
  await expect(mine.waiting('Jana')).toBeVisible();
  const admin = await Console.open(browser, server.url);
  await admin.signIn(administrator);
  await admin.page.goto(`${server.url}/admin/users`);
  const row = admin.page.getByRole('row', { name: /Operator 1/ });
  await row.getByRole('button', { name: 'Operator 1', exact: true }).click();
  const dialog = admin.page.getByRole('dialog', { name: 'Edit user' });
  await dialog.getByRole('group', { name: 'Takes clients by' }).getByText('Chat').click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);

  await mine.waiting('Jana').hover();
  await expect(mine.waiting('Jana')).toContainText('Not yours to take: Chat');
  await expect(mine.page.getByRole('button', { name: 'Accept Jana' })).toHaveCount(0);
  await mine.page.getByTitle('Status (Alt A)').click();
  await expect(mine.page.getByRole('menuitemcheckbox', { name: 'Available' })).toBeVisible();
  await expect(mine.page.getByRole('menuitemcheckbox', { name: 'Chat' })).toHaveCount(0);
});
