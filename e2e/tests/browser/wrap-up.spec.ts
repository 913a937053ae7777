/** Time to wrap up after a conversation: a countdown instead of the next client, and "done now". */
import { openDesk, type Desk } from '../../support/desk.ts';
import { Console } from '../../support/pages.ts';
import { Client } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});
test.afterEach(() => desk.server.discard());

test('after a conversation nobody is offered until the operator is done', async ({ browser }) => {
  const { server, administrator, operators } = desk;
  const mine = await Console.open(browser, server.url);
  await mine.signIn(administrator);
  await mine.page.goto(`${server.url}/admin/users`);
  await mine.page.getByRole('link', { name: /^Support/ }).click();
  await mine.page.getByRole('button', { name: 'Edit group' }).click();
  const dialog = mine.page.getByRole('dialog');
  await dialog.getByLabel('Time to wrap up', { exact: true }).fill('90');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);

  await new Client(server.url).enter('Dana');
  const theirs = await Console.open(browser, server.url);
  await theirs.signIn(operators[0]!);
  await theirs.accept('Dana');
  await theirs.end('Solved');
  await new Client(server.url).enter('Eva');
  await expect(theirs.page.getByRole('heading', { name: 'Time to wrap up' })).toBeVisible();
  await expect(theirs.page.getByRole('timer')).toContainText(/1:2\d/);
  await expect(theirs.page.getByText('Somebody waits.')).toBeVisible();
  await expect(mine.page.getByRole('row', { name: /Operator 1/ })).toContainText('Busy');
  await theirs.page.getByRole('button', { name: 'Done now' }).click();
  await expect(theirs.page.getByRole('heading', { name: 'Next in line' })).toBeVisible();
});
