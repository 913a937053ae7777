/** What single people may do: said in the user's dialog, and at once so on their screen. */
import { openDesk, type Desk } from '../../support/desk.ts';
import { Console } from '../../support/pages.ts';
import { Client } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});
test.afterEach(() => desk.server.discard());

test('what is withdrawn is not offered any more, what is given opens', async ({ browser }) => {
  const { server, administrator, operators } = desk;
  const [operator] = operators;
  await new Client(server.url).enter('Dana');
  const theirs = await Console.open(browser, server.url);
  await theirs.signIn(operator!);
  const rail = theirs.page.getByRole('navigation', { name: 'Main', exact: true });
  await theirs.waiting('Dana').hover();
  await expect(theirs.page.getByRole('button', { name: 'Preview Dana' })).toBeVisible();
  await expect(rail.getByRole('link', { name: 'Administration' })).toHaveCount(0);

  const mine = await Console.open(browser, `${server.url}/sign-in?next=/admin/users`);
  await mine.page.getByLabel('E-mail').fill(administrator.email);
  await mine.page.getByRole('textbox', { name: 'Password' }).fill(administrator.password);
  await mine.page.getByRole('button', { name: 'Sign in' }).click();
  await mine.page.getByRole('button', { name: 'Operator 1', exact: true }).click();
  const dialog = mine.page.getByRole('dialog');
  await dialog.getByText('Permissions', { exact: true }).click();
  await dialog.getByLabel('Preview waiting clients').selectOption('Not allowed');
  await dialog.getByLabel('Redirect and hand over').selectOption('Not allowed');
  await dialog.getByLabel('Tags and results').selectOption('Allowed');
  await expect(dialog.getByText('3 differ from the role')).toBeVisible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);

  await expect(rail.getByRole('link', { name: 'Administration' })).toBeVisible();
  await theirs.waiting('Dana').hover();
  await expect(theirs.page.getByRole('button', { name: 'Preview Dana' })).toHaveCount(0);
  await theirs.accept('Dana');
  const bar = theirs.page.locator('header.bar');
  await expect(bar.getByRole('button', { name: 'End', exact: true })).toBeVisible();
  await expect(bar.getByRole('button', { name: 'Redirect' })).toHaveCount(0);

  await rail.getByRole('link', { name: 'Administration' }).click();
  await expect(theirs.page).toHaveURL(/\/admin\/tags$/);
  const areas = theirs.page.getByRole('navigation', { name: 'Administration' });
  await expect(areas.getByRole('link')).toHaveText(['Tags and results']);
  await theirs.page.goto(`${server.url}/admin/widgets`);
  await expect(theirs.page.getByText('You may not open this page')).toBeVisible();

  await mine.page.goto(`${server.url}/admin/audit`);
  await mine.page.getByText('User changed: Operator 1').first().click();
  await expect(mine.page.getByText('Preview waiting clients').first()).toBeVisible();
});

test('nobody is left who could give permissions: that is refused with the reason', async ({ browser }) => {
  const { server, administrator } = desk;
  const mine = await Console.open(browser, server.url);
  await mine.signIn(administrator);
  await mine.page.goto(`${server.url}/admin/users`);
  await mine.page.getByRole('button', { name: 'Ada Novak', exact: true }).click();
  const dialog = mine.page.getByRole('dialog');
  await dialog.getByText('Permissions', { exact: true }).click();
  await dialog.getByLabel('Users', { exact: true }).selectOption('Not allowed');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText(/no administrator left who may change users/)).toBeVisible();
});

test('somebody is signed out everywhere', async ({ browser }) => {
  const { server, administrator, operators } = desk;
  const theirs = await Console.open(browser, server.url);
  await theirs.signIn(operators[0]!);
  const mine = await Console.open(browser, server.url);
  await mine.signIn(administrator);
  await mine.page.goto(`${server.url}/admin/users`);
  await mine.page.getByRole('button', { name: 'More: Operator 1' }).click();
  await mine.page.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
  const dialog = mine.page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(mine.page.getByText('Signed out everywhere: Operator 1')).toBeVisible();
  await expect(theirs.page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});
