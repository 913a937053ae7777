/** What the page's own scripts can do with the widget (docs/widget.md). */
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import type { ConversationView } from '../../../web/shared/src/generated/ConversationView.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { ForeignSite, snippet } from '../../support/foreign-site.ts';
import { Visitor } from '../../support/pages.ts';
import { accepted } from '../../support/talk-in-widget.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
let site: ForeignSite;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});

test.afterEach(async () => {
  site.close();
  await desk.server.discard();
});

/** A page whose script runs before the widget's. */
async function pageWith(script: string): Promise<string> {
  const before = `<script>window.told = []; ${script}</script>`;
  site = await ForeignSite.open(`<h1>Shop</h1>${before}${snippet(desk.server.url)}`);
  return site.url;
}

const tellAll = `(window.hovorna ??= []).push(
  ...['open', 'close', 'unread', 'started', 'ended'].map((it) =>
    ['on', it, (detail) => told.push(detail === undefined ? it : it + ' ' + detail)]));`;
const told = (visitor: Visitor) =>
  visitor.page.evaluate(() => (window as unknown as { told: string[] }).told);
const run = (visitor: Visitor, script: string) => visitor.page.evaluate(script);

test('what is asked before the widget is there is done when it comes', async ({ browser }) => {
  const asked = `(window.hovorna ??= []).push(['set', { plan: 'gold', old: 1 }], ['set', { old: null }], ['open', 'chat']);`;
  const visitor = await Visitor.open(browser, await pageWith(tellAll + asked));
  // Straight at the way in, without the choice.
  await visitor.panel.getByLabel(/What may we call you/).fill('Jana');
  await visitor.panel.getByRole('button', { name: 'Start chat' }).click();
  const id = await accepted(desk);
  const view = await desk.operators[0]!.get<ConversationView>('GET', `/conversations/${id}`);
  expect(view.conversation.parameters).toEqual({ plan: 'gold' });
  await expect.poll(() => told(visitor)).toEqual(['open', `started ${id}`]);
});

test('remembering something loads nothing', async ({ browser }) => {
  const visitor = await Visitor.open(browser, 'about:blank');
  const asked: string[] = [];
  visitor.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await visitor.page.goto(await pageWith(`${tellAll} hovorna.push(['set', { plan: 'gold' }], ['close']);`));
  await visitor.launcher.waitFor();
  await run(visitor, `hovorna.set({ plan: 'silver' })`);
  await visitor.page.waitForLoadState('networkidle');
  expect(asked.filter((it) => it.startsWith('/widget'))).toEqual(['/widget.js', '/widget/v1/widgets/demo']);
});

test("a button of the page's own opens and closes it, and the page hears of the talk", async ({
  browser,
}) => {
  const visitor = await Visitor.open(browser, await pageWith(tellAll));
  await visitor.launcher.waitFor();
  // Twice at once is once.
  await run(visitor, 'hovorna.open(), hovorna.open()');
  await expect(visitor.panel.getByRole('button', { name: /Write a message/ })).toBeVisible();
  await run(visitor, `hovorna.open('chat')`);
  await visitor.panel.getByLabel(/What may we call you/).fill('Jana');
  await visitor.panel.getByRole('button', { name: 'Start chat' }).click();
  const id = await accepted(desk);
  const operator = desk.operators[0]!;
  await expect(visitor.panel.getByText(/Operator 1 joined/)).toBeVisible();
  await run(visitor, 'hovorna.close()');
  await expect(visitor.panel).toBeHidden();
  await operator.says(id, uuid7(), 'Are you there?');
  await expect.poll(() => told(visitor)).toEqual(['open', `started ${id}`, 'close', 'unread 1']);
  // An entry that was asked for does not disturb what runs.
  await run(visitor, `hovorna.open('chat')`);
  await expect(visitor.bubble('Are you there?')).toBeVisible();
  await operator.get('POST', `/conversations/${id}/end`, {});
  await expect
    .poll(() => told(visitor))
    .toEqual(['open', `started ${id}`, 'close', 'unread 1', 'open', 'unread 0', `ended ${id}`]);
});

test('what is asked twice while it loads is opened once', async ({ browser }) => {
  const visitor = await Visitor.open(browser, 'about:blank');
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  // The session is there long before the panel is.
  await visitor.page.route('**/panel-*.js', async (route) => {
    await arrived;
    await route.continue();
  });
  await visitor.page.goto(await pageWith(tellAll));
  await visitor.launcher.waitFor();
  await run(visitor, 'window.firstPush = hovorna.push');
  await visitor.launcher.click();
  await visitor.page.waitForFunction('hovorna.push !== firstPush');
  await visitor.launcher.click();
  await run(visitor, 'hovorna.open()');
  arrive();
  await expect(visitor.panel.getByRole('button', { name: /Write a message/ })).toBeVisible();
  // Whatever closed it again would have been told by now.
  await run(visitor, `hovorna.open('chat')`);
  await expect(visitor.panel.getByLabel(/What may we call you/)).toBeVisible();
  expect(await told(visitor)).toEqual(['open']);
});

test('a listener that fails does not stop the widget or the others', async ({ browser }) => {
  const failing = `(window.hovorna ??= []).push(['on', 'open', () => { throw new Error('the page is wrong'); }]);`;
  const visitor = await Visitor.open(browser, await pageWith(failing + tellAll));
  await visitor.launcher.click();
  await expect(visitor.panel.getByRole('button', { name: /Write a message/ })).toBeVisible();
  await expect.poll(() => told(visitor)).toEqual(['open']);
});
