/** Routing rules: an administrator writes and tries them, and an operator reads why a client came to whom. */
import type { Widget } from '../../../web/shared/src/generated/Widget.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { Console, Visitor } from '../../support/pages.ts';
import { PASSWORD } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});

test.afterEach(async () => {
  await desk.server.discard();
});

test('rules are written, tried before they are saved, and told in the conversation', async ({ browser }) => {
  const { administrator, server } = desk;
  const { id } = await administrator.get<{ id: string }>('POST', '/groups', {
    ...{ name: 'Tariff desk', accept_seconds: 30, service_level_seconds: 60 },
    members: [administrator.id],
  });
  const office = await Console.open(browser, server.url);
  const { page } = office;
  await office.signIn({ ...administrator, password: PASSWORD });
  await page.goto(`${server.url}/admin/widgets/demo?tab=routing`);
  await expect(page.getByText(/Without rules every client goes to/)).toBeVisible();

  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('Name of rule 1').fill('Tariffs');
  await page.getByRole('button', { name: 'Remove this condition' }).click();
  await page.getByRole('button', { name: 'Add a condition' }).click();
  await page.getByRole('menuitem', { name: 'Page address' }).click();
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('alert').filter({ hasText: 'Complete the conditions' })).toBeVisible();
  await page.getByLabel('With what: Page address').fill('/demo/tariffs');
  await page.getByLabel('Then to').selectOption({ label: 'Tariff desk' });

  // Unsaved, and yet they can be tried.
  const attempt = page.getByRole('region', { name: 'Try on an imagined client' });
  await attempt.getByLabel('Page address').fill(`${server.url}/demo/tariffs`);
  await attempt.getByRole('button', { name: 'Try' }).click();
  await expect(attempt.getByRole('status')).toContainText('Goes to Tariff desk');
  await attempt.getByLabel('Page address').fill(`${server.url}/demo/contact`);
  await attempt.getByRole('button', { name: 'Try' }).click();
  await expect(attempt.getByRole('status')).toContainText('Not so: the page begins with “/demo/tariffs”');

  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Unsaved changes')).toHaveCount(0);
  const { items } = await administrator.get<{ items: Widget[] }>('GET', '/widgets');
  expect(items[0]!.routing![0]!.to).toEqual({ kind: 'group', id });

  const visitor = await Visitor.open(browser, `${server.url}/demo/tariffs`);
  await visitor.enter('Jana', 'What does it cost?');
  await page.goto(server.url);
  await office.accept('Jana');
  await page.getByRole('tab', { name: 'Routing' }).click();
  const tab = page.getByRole('tabpanel').filter({ hasText: 'Why it came here' });
  await expect(tab).toContainText('1. Tariffs');
  await expect(tab).toContainText('Goes to Tariff desk');
});
