/** The audit log: what administrators read of what was done. */
import { readFileSync } from 'node:fs';
import { openDesk, type Desk } from '../../support/desk.ts';
import { signIn } from '../../support/pages.ts';
import { Client } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});
test.afterEach(() => desk.server.discard());

test('what was done is found by who and what, and goes into a file', async ({ page }) => {
  const { server, administrator } = desk;
  const operator = desk.operators[0]!;
  const client = new Client(server.url);
  await client.enter('Jana Veselá');
  await operator.get('POST', `/conversations/${client.conversation}/accept`);
  await page.goto(server.url);
  await signIn(page, administrator);
  await page.goto(`${server.url}/admin/users`);
  await page.getByRole('button', { name: 'Operator 1', exact: true }).click();
  await page.getByLabel('Role').selectOption({ label: 'Supervisor' });
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved: Operator 1')).toBeVisible();
  // A colleague's talk, by the API.
  await administrator.get('GET', `/conversations/${client.conversation}`);

  await page.goto(server.url);
  await expect(page.getByRole('heading', { name: 'Waiting', exact: true })).toBeVisible(); // it listens to keys
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(page.getByRole('heading', { name: 'Audit log' })).toBeVisible();
  const lines = page.locator('main li');
  const changed = lines.filter({ hasText: 'User changed: Operator 1' });
  await changed.locator('summary').click();
  await expect(changed.getByRole('definition')).toContainText('Operator');
  await expect(changed.getByRole('definition')).toContainText('Supervisor');

  await page.getByLabel('What').selectOption({ label: 'Looks at clients' });
  await expect(lines).toHaveCount(1);
  await expect(lines).toContainText('Ada Novak');
  await expect(lines).toContainText('Looked at: Jana Veselá');
  await page.getByLabel('Who').selectOption({ label: 'Operator 1' });
  await expect(page.getByRole('heading', { name: 'Nothing was done here' })).toBeVisible();
  await page.getByRole('button', { name: 'Show everything' }).click();
  await expect(lines.filter({ hasText: 'Set up: Example' })).toHaveCount(1);

  await page.getByLabel('What').selectOption({ label: 'Users' });
  await expect(lines.filter({ hasText: 'Set up' })).toHaveCount(0);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const text = readFileSync(await (await download).path(), 'utf8');
  expect(text).toContain('User changed: Operator 1,Role: Operator → Supervisor,127.0.0.1');
  expect(text).not.toContain('Jana');
});
