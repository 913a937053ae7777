/** Clients who are one person: merged beside the talk, parted again, seen by a colleague as it happens. */
import { openDesk, type Desk } from '../../support/desk.ts';
import { Console, Visitor } from '../../support/pages.ts';
import type { Operator } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
let one: Operator;
let hers: Console;
let first: Visitor;
let second: Visitor;

test.beforeEach(async ({ browser }) => {
  desk = await openDesk({ operators: 1 });
  one = desk.operators[0] as Operator;
  first = await Visitor.open(browser, `${desk.server.url}/demo`);
  await first.enter('Jana Nová', 'My meter ticks at night');
  second = await Visitor.open(browser, `${desk.server.url}/demo`);
  await second.enter('J. N.', 'It still ticks');
  hers = await Console.open(browser, desk.server.url);
  await hers.signIn(one);
  await hers.accept('Jana Nová');
  const { queue, mine } = await one.workspace();
  const [waiting, talk] = [queue[0]!, mine[0]!];
  const known = { email: 'jana@seznam.cz', phone: null };
  await one.get('PATCH', `/conversations/${talk.id}/client`, { name: 'Jana Nová', ...known });
  await one.get('PATCH', `/conversations/${waiting.id}/client`, {
    ...{ name: 'J. N.', email: 'JANA@seznam.cz', phone: '+420 602 418 773' },
  });
});

test.afterEach(async () => {
  await desk.server.discard();
});

test('two are merged beside the talk, undone, merged again and parted later', async ({ browser }) => {
  const { page } = hers;
  const dock = page.getByRole('complementary', { name: 'Client' });
  const chief = await Console.open(browser, desk.server.url);
  await chief.signIn(desk.administrator);
  await chief.page.goto(page.url());
  const seen = chief.page.getByRole('complementary', { name: 'Client' });
  await expect(seen.getByText('New client')).toBeVisible();

  // Suggested, because the address is the same.
  await expect(dock.getByText('same e-mail')).toBeVisible();
  await dock.getByRole('button', { name: 'Merge… J. N.' }).click();
  const dialog = page.getByRole('dialog', { name: 'Are they one client?' });
  await expect(dialog.getByRole('radio', { name: 'This client: Jana Nová' })).toBeChecked();
  await expect(dialog.getByRole('radio', { name: 'The other one: +420 602 418 773' })).toBeChecked();
  await expect(dialog.getByText('2 conversations')).toBeVisible();
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  const start = dock.getByRole('button', { name: 'Merge with another client…' });
  await expect(start).toBeFocused();

  // Both consoles show one person: lists, details, the line in the thread.
  for (const shown of [dock, seen]) {
    await expect(shown.getByText('2 conversations since')).toBeVisible();
    await expect(shown.getByRole('link', { name: '+420 602 418 773' })).toBeVisible();
    await expect(shown.getByRole('button', { name: 'It still ticks' })).toBeVisible();
    await expect(shown.getByText(/^merged by/)).toBeVisible();
  }
  for (const at of [page, chief.page])
    await expect(at.getByRole('log').getByText(`${one.name} merged this client with J. N.`)).toBeVisible();
  await expect(dock.getByText('Probably the same client')).toHaveCount(0);
  // Whoever waits is shown as the same person, too; neither browser is told anything.
  await expect(page.locator('[data-row]').getByText('Jana Nová')).toBeVisible();
  await expect(second.page.getByText('My meter ticks at night')).toHaveCount(0);

  // Undone at once.
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  for (const shown of [dock, seen]) {
    await expect(shown.getByText('New client')).toBeVisible();
    await expect(shown.getByRole('link', { name: '+420 602 418 773' })).toHaveCount(0);
  }
  await expect(page.locator('[data-row]').getByText('J. N.')).toBeVisible();

  // Merged again by the keyboard alone, found by a piece of the number.
  await start.focus();
  await page.keyboard.press('Enter');
  await dialog.getByRole('searchbox').fill('418773');
  const found = dialog.getByRole('button', { name: /J\. N\./ });
  await expect(found).toContainText('same e-mail');
  await found.focus();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Merge', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(start).toBeFocused();

  // And parted later, from the identities; what has gone leaves the focus where merging is.
  await page.reload();
  await dock.getByRole('button', { name: 'Part J. N. again' }).focus();
  await page.keyboard.press('Enter');
  await expect(dock.getByText('New client')).toBeVisible();
  await expect(seen.getByText('New client')).toBeVisible();
  await expect(start).toBeFocused();
});

test('whom somebody else merged meanwhile is not merged unseen', async () => {
  const { page } = hers;
  const dock = page.getByRole('complementary', { name: 'Client' });
  await dock.getByRole('button', { name: 'Merge… J. N.' }).click();
  const dialog = page.getByRole('dialog', { name: 'Are they one client?' });
  await expect(dialog.getByRole('radio').first()).toBeVisible();
  const { queue, mine } = await one.workspace();
  const { administrator } = desk;
  await administrator.get('POST', `/conversations/${queue[0]!.id}/client/merge`, {
    ...{ id: crypto.randomUUID(), client: queue[0]!.client.id, other: mine[0]!.client.id },
  });
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('merged or parted meanwhile');
  await expect(dialog.getByRole('searchbox')).toBeVisible();
  await dialog.getByRole('searchbox').fill('nobody at all');
  await expect(dialog.getByText('Nobody you may see has “nobody at all”')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(dock.getByText('2 conversations since')).toBeVisible();
});

test('a search that cannot be answered says so and is tried again', async () => {
  const { page } = hers;
  const dock = page.getByRole('complementary', { name: 'Client' });
  await dock.getByRole('button', { name: 'Merge with another client…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Are they one client?' });
  await page.route('**/client/candidates*', (route) => route.abort());
  await dialog.getByRole('searchbox').fill('418');
  await expect(dialog.getByRole('alert')).toBeVisible();
  await page.unroute('**/client/candidates*');
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog.getByRole('button', { name: /J\. N\./ })).toBeVisible();
});
