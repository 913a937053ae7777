/** The client beside the talk: who else looks, and where the client is on the site. */
import { openDesk, type Desk } from '../../support/desk.ts';
import { Console, Visitor } from '../../support/pages.ts';
import type { Operator } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
let one: Operator;
let two: Operator;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 2 });
  [one, two] = desk.operators as [Operator, Operator];
});

test.afterEach(async () => {
  await desk.server.discard();
});

test('two operators at one preview see each other, for as long as both look', async ({ browser }) => {
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo`);
  await visitor.enter('Jana', 'My meter ticks at night');
  const hers = await Console.open(browser, desk.server.url);
  await hers.signIn(one);
  const his = await Console.open(browser, desk.server.url);
  await his.signIn(two);

  const seenByHer = (await hers.openPreview('Jana')).getByRole('img', { name: /^Also looking/ });
  await expect(hers.preview('Jana')).toContainText('My meter ticks at night');
  await expect(seenByHer).toHaveCount(0);
  const seenByHim = (await his.openPreview('Jana')).getByRole('img', { name: /^Also looking/ });
  await expect(seenByHim).toHaveAccessibleName(`Also looking: ${one.name}`);
  await expect(seenByHer).toHaveAccessibleName(`Also looking: ${two.name}`);

  await his.page.keyboard.press('Escape');
  await expect(seenByHer).toHaveCount(0);
  await his.openPreview('Jana');
  await expect(seenByHer).toHaveCount(1);
  await his.page.context().close();
  await expect(seenByHer).toHaveCount(0);
});

test('a supervisor who looks into a talk is seen in its bar', async ({ browser }) => {
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo`);
  await visitor.enter('Jana', 'My meter ticks at night');
  const hers = await Console.open(browser, desk.server.url);
  await hers.signIn(one);
  await hers.accept('Jana');
  const id = new URL(hers.page.url()).search;
  const chief = await Console.open(browser, desk.server.url);
  await chief.signIn(desk.administrator);
  await chief.page.goto(`${desk.server.url}/${id}`);
  await expect(hers.page.locator('header.bar').getByRole('img')).toHaveAccessibleName(
    `Also looking: ${desk.administrator.name}`,
  );
  await expect(chief.page.locator('header.bar').getByRole('img')).toHaveAccessibleName(
    `Also looking: ${one.name}`,
  );
});

test('where the client is now and how long each page was open is told live', async ({ browser }) => {
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo`);
  await visitor.enter('Jana', 'My meter ticks at night');
  const hers = await Console.open(browser, desk.server.url);
  await hers.signIn(one);
  await hers.accept('Jana');
  const pages = hers.page.locator('.bh li');
  const current = pages.first();
  await expect(current).toContainText(/Is on this page now.*now · 0:\d\d/s);
  await expect(current).toContainText(/now · 0:0[2-9]/);
  await visitor.page.goto(`${desk.server.url}/demo?page=two`);
  await expect(current.getByRole('link')).toHaveAttribute('title', /page=two/);
  await expect(current).toContainText(/now · 0:\d\d/);
  await expect(pages.nth(1)).not.toContainText('now ·');
  await expect(pages.nth(1)).toContainText(/0:\d\d$/);
  await visitor.page.close();
  await expect(current).not.toContainText('now ·');
});
