/** How clients see an operator: a name for them and a photo, and never the operator's own name. */
import type { Locator } from '@playwright/test';
import { picture } from '../../support/files.ts';
import { openDesk, type Desk } from '../../support/desk.ts';
import { Console, Visitor } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});
test.afterEach(() => desk.server.discard());

const photo = (width: number, height: number) => ({
  ...{ name: 'me.png', mimeType: 'image/png' },
  buffer: picture(width, height, [40, 120, 90]),
});

/** How wide the picture in it really is; 0: none has come. */
const widthOf = (img: Locator) => img.evaluate((it: HTMLImageElement) => it.naturalWidth);

test('what an operator says on the account page is what clients see', async ({ browser }) => {
  const { server, operators } = desk;
  const mine = await Console.open(browser, server.url);
  await mine.signIn(operators[0]!);
  await mine.page.goto(`${server.url}/account`);
  await mine.page.getByLabel('Name for clients').fill('Bára');
  await mine.page.getByRole('button', { name: 'Save' }).click();
  await expect(mine.page.getByText('Clients see Bára now')).toBeVisible();
  await mine.page.locator('input[type=file]').setInputFiles(photo(300, 200));
  await expect(mine.page.getByText('The photo is there')).toBeVisible();
  await expect(mine.page.getByRole('button', { name: 'Choose another' })).toBeVisible();

  await mine.page.goto(server.url);
  await mine.heading.waitFor();
  const visitor = await Visitor.open(browser, `${server.url}/demo`);
  await visitor.enter('Jana', 'Hello');
  await mine.accept('Jana');
  await mine.say('Good day');
  await expect(visitor.bubble('Good day')).toBeVisible();
  const head = visitor.panel.locator('.head');
  await expect(head).toContainText('Bára');
  await expect.poll(() => widthOf(head.locator('img'))).toBe(256);
  await expect(visitor.panel).not.toContainText('Operator 1');
  // In one's own rail, too.
  const rail = mine.page.getByRole('button', { name: /^Operator 1/ });
  await expect.poll(() => widthOf(rail.locator('img'))).toBe(256);

  // After a reload the widget knows the same; without the photo the initials stand.
  await visitor.page.reload();
  await expect(head).toContainText('Bára');
  await expect.poll(() => widthOf(head.locator('img'))).toBe(256);
  await mine.page.goto(`${server.url}/account`);
  await mine.page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(mine.page.getByText('The photo is gone')).toBeVisible();
  await visitor.page.reload();
  await expect(head).toContainText('Bára');
  await expect(head.locator('img')).toHaveCount(0);
  await expect(head.locator('.avatar')).toHaveText('B');
});

test('an administrator gives somebody a photo, and what is no picture is refused in words', async ({
  browser,
}) => {
  const { server, administrator } = desk;
  const mine = await Console.open(browser, server.url);
  await mine.signIn(administrator);
  await mine.page.goto(`${server.url}/admin/users`);
  const row = mine.page.getByRole('row', { name: /Operator 1/ });
  await row.getByRole('button', { name: 'Operator 1', exact: true }).click();
  const dialog = mine.page.getByRole('dialog', { name: 'Edit user' });
  const input = dialog.locator('input[type=file]');
  await input.setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await expect(dialog.getByRole('alert')).toContainText('This is no picture that can be used');
  await input.setInputFiles(photo(200, 500));
  await expect(dialog.getByRole('button', { name: 'Choose another' })).toBeVisible();
  await dialog.getByLabel('Name for clients').fill('Bára');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row).toContainText('Bára');
  await expect.poll(() => widthOf(row.locator('img'))).toBe(256);
});
