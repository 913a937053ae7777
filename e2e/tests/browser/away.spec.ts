/** Away, and why: made by an administrator, chosen by an operator, seen by colleagues. */
import { openDesk, type Desk } from '../../support/desk.ts';
import { Console } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});
test.afterEach(() => desk.server.discard());

test('a reason is made, chosen with Away and seen in the list of users', async ({ browser }) => {
  const { server, administrator, operators } = desk;
  const mine = await Console.open(browser, server.url);
  await mine.signIn(administrator);
  await mine.page.goto(`${server.url}/admin/tags`);
  await mine.page.getByRole('button', { name: 'New reason' }).click();
  const dialog = mine.page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByLabel('Name in English')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Name in English').fill('Lunch');
  await dialog.getByLabel('Name in Czech').fill('Oběd');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(mine.page.getByRole('button', { name: 'Edit: Lunch' })).toBeVisible();

  const theirs = await Console.open(browser, server.url);
  await theirs.signIn(operators[0]!);
  await theirs.page.getByTitle('Status (Alt A)').click();
  await theirs.page.getByRole('menuitemcheckbox', { name: 'Lunch' }).click();
  await expect(theirs.page.getByTitle('Status (Alt A)')).toContainText('Lunch');
  await mine.page.goto(`${server.url}/admin/users`);
  await expect(mine.page.getByRole('row', { name: /Operator 1/ })).toContainText('Lunch');
  await theirs.page.keyboard.press('Alt+a');
  await expect(theirs.page.getByTitle('Status (Alt A)')).toContainText('Available');
});
