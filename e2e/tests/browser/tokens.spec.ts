/** API tokens: made, shown once, used by a program, revoked. */
import { openDesk, type Desk } from '../../support/desk.ts';
import { signIn } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
test.beforeEach(async () => {
  desk = await openDesk();
});
test.afterEach(() => desk.server.discard());

test('a token is made, shown once, used and revoked', async ({ page }) => {
  const { server, administrator } = desk;
  const asks = (token: string) =>
    fetch(`${server.url}/api/v1/conversations`, { headers: { authorization: `Bearer ${token}` } });
  await page.goto(server.url);
  await signIn(page, administrator);
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await expect(page.getByRole('heading', { name: 'No program has a token yet' })).toBeVisible();
  await page.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog', { name: 'New token' });
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  await expect(dialog.getByText('Choose at least one.')).toBeVisible();
  await dialog.getByLabel('Name', { exact: true }).fill('Warehouse');
  await dialog.getByText('Read conversations').click();
  await dialog.getByLabel('Good for').selectOption({ label: '90 days' });
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  const shown = page.getByRole('dialog', { name: 'Copy the token now' });
  const token = (await shown.getByText(/^hov_/).textContent())!.trim();
  expect((await asks(token)).status).toBe(200);
  await shown.getByRole('button', { name: 'I have kept it' }).click();

  const row = page.getByRole('row', { name: /Warehouse/ });
  await expect(row).toContainText('read:conversations');
  await expect(page.getByText(token)).toHaveCount(0);
  await row.getByRole('button', { name: 'Revoke Warehouse' }).click();
  await page
    .getByRole('dialog', { name: 'Revoke Warehouse?' })
    .getByRole('button', { name: 'Revoke' })
    .click();
  await expect(page.getByRole('heading', { name: 'No program has a token yet' })).toBeVisible();
  expect((await asks(token)).status).toBe(401);
});
