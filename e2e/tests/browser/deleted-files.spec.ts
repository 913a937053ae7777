/** A file that was deleted by the rules of the company is told as such, where it was sent: there is nothing to open. */
import type { Page, Route } from '@playwright/test';
import { png } from '../../support/chosen-files.ts';
import { openDesk, type Desk } from '../../support/desk.ts';
import { Console } from '../../support/pages.ts';
import { inTalk } from '../../support/talk-in-widget.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});
test.afterEach(() => desk.server.discard());

/** Nobody waits a day here: the answer says what it would say then (API test `a_file_that_was_deleted_…`). */
async function asIfDeleted(page: Page, path: RegExp): Promise<void> {
  await page.route(path, async (route: Route) => {
    const response = await route.fetch();
    const body = (await response.text())
      .replaceAll('"deleted":false', '"deleted":true')
      .replace(/"thumbnail_url":"[^"]*"/g, '"thumbnail_url":null');
    await route.fulfill({ response, body });
  });
}

test('both sides see that the file is gone, and no link to it', async ({ browser }) => {
  const { visitor, id } = await inTalk(desk, browser);
  await visitor.attach(png('meter.png', 600, 300));
  await visitor.say('Here it is');
  await expect(visitor.panel.getByRole('button', { name: 'Enlarge meter.png' })).toBeVisible();

  await asIfDeleted(visitor.page, /widget\/v1\/conversation\?/);
  await visitor.page.reload();
  await expect(visitor.card('meter.png')).toContainText('Deleted');
  await expect(visitor.card('meter.png').getByRole('link')).toHaveCount(0);
  await expect(visitor.panel.getByRole('button', { name: 'Enlarge meter.png' })).toHaveCount(0);

  const mine = await Console.open(browser, desk.server.url);
  await asIfDeleted(mine.page, new RegExp(`api/v1/conversations/${id}$`));
  await mine.signIn(desk.operators[0]!);
  await mine.page.goto(`${desk.server.url}/?conversation=${id}`);
  const log = mine.page.getByRole('log');
  await expect(log.getByText('meter.png', { exact: true })).toBeVisible();
  await expect(log.getByText('Deleted: files are kept for a limited time')).toBeVisible();
  await expect(log.getByRole('link', { name: /meter.png/ })).toHaveCount(0);
});
