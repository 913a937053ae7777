/** A group that asks its operators one after another: who hears of a client, who only sees it, and why. */
import type { Page } from '@playwright/test';
import { openDesk, type Desk } from '../../support/desk.ts';
import { ClientLine } from '../../support/line.ts';
import { Console, signIn } from '../../support/pages.ts';
import { Client } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
test.beforeEach(async () => {
  desk = await openDesk({ operators: 2 });
});
test.afterEach(() => desk.server.discard());

/** Counts the knocks a page plays from its next load on. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(globalThis, { tones: 0 });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...args) {
      (globalThis as unknown as { tones: number }).tones += 1;
      start.apply(this, args);
    };
  });
  await page.reload();
}

const tones = (page: Page) => page.evaluate(() => (globalThis as unknown as { tones: number }).tones);

test('the least busy hears of a client first, the others see whom it was offered to', async ({ browser }) => {
  const { server, administrator } = desk;
  const [busy, free] = desk.operators as [(typeof desk.operators)[0], (typeof desk.operators)[0]];
  const admin = await Console.open(browser, server.url);
  await signIn(admin.page, administrator);
  await admin.page.goto(`${server.url}/admin/users`);
  await admin.page.getByRole('navigation', { name: 'Groups' }).getByText('Support').click();
  await admin.page.getByRole('button', { name: 'Edit group' }).click();
  const dialog = admin.page.getByRole('dialog');
  await dialog.getByLabel('Clients are offered').selectOption('One after another, the least busy first');
  await dialog.getByRole('textbox', { name: 'One more is asked after' }).fill('6');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(admin.page.getByText('One after another, the least busy first, one more after')).toBeVisible();

  // Signing in made her Available.
  await administrator.get('PUT', '/me/status', { status: 'away' });

  const served = new Client(server.url);
  await served.enter('Petr');
  const lines = [new ClientLine(served)];
  await lines[0]!.open();
  await busy.get('POST', `/conversations/${served.conversation}/accept`);

  const consoles = [];
  for (const operator of [busy, free]) {
    const console_ = await Console.open(browser, server.url);
    await console_.signIn(operator);
    await listen(console_.page);
    // A press: browsers let no page be heard before.
    await console_.heading.click();
    consoles.push(console_);
  }
  const [busyOne, freeOne] = consoles as [Console, Console];
  const client = new Client(server.url);
  await client.enter('Jana');
  lines.push(new ClientLine(client));
  await lines[1]!.open();
  await expect(busyOne.waiting('Jana')).toContainText(`Offered to ${free.name} first`);
  await expect(freeOne.waiting('Jana')).not.toContainText('Offered to');
  await expect.poll(() => tones(freeOne.page)).toBeGreaterThan(0);
  expect(await tones(busyOne.page)).toBe(0);
  // Nobody takes her: one more is asked.
  await expect(busyOne.waiting('Jana')).not.toContainText('Offered to', { timeout: 15_000 });
  await expect.poll(() => tones(busyOne.page)).toBeGreaterThan(0);

  await freeOne.accept('Jana');
  await freeOne.page.getByRole('tab', { name: 'Routing' }).click();
  const panel = freeOne.page.getByRole('tabpanel', { name: 'Routing' });
  await expect(panel).toContainText(`Offered to ${free.name}, who has the fewest conversations (0)`);
  await expect(panel).toContainText(`Offered to ${busy.name}, who has the fewest conversations (1)`);
  // The talk itself is not told of it.
  await expect(freeOne.page.getByRole('log')).not.toContainText('Offered to');
  lines.forEach((line) => line.close());
});
