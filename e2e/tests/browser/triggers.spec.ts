/** A widget speaks first by rules: politely, without moving the page or taking the focus, and it remembers who wanted peace. */
import type { Browser, Page } from '@playwright/test';
import type { Trigger } from '../../../web/shared/src/generated/Trigger.ts';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { ForeignSite, snippet } from '../../support/foreign-site.ts';
import { Visitor } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';
import { changeWidget } from '../../support/widgets.ts';

const WORDS = 'Moving house? We will help.';
const ARTICLE = '<p>Words that must stay where they are, whatever the widget does.</p>'.repeat(40);

let desk: Desk;
let site: ForeignSite;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
  const field = '<label>Search <input autofocus></label>';
  site = await ForeignSite.open(`<h1>Shop</h1>${field}${ARTICLE}${snippet(desk.server.url)}${ARTICLE}`);
});

test.afterEach(async () => {
  site.close();
  await desk.server.discard();
});

async function rule(change: Partial<Trigger> = {}): Promise<void> {
  const one: Trigger = {
    ...{ id: uuid7(), name: 'Moving', on: true, when: [], often: { kind: 'always' }, does: 'bubble' },
    ...{ texts: { en: WORDS } },
    ...change,
  };
  await changeWidget(desk.administrator, (widget) => (widget.triggers = [one]));
}

async function arrives(browser: Browser, path = ''): Promise<Visitor> {
  const visitor = await Visitor.open(browser, 'about:blank');
  await visitor.page.addInitScript(() => {
    const shifts: number[] = ((window as unknown as { shifts: number[] }).shifts = []);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.push((entry as PerformanceEntry & { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await visitor.page.goto(site.url + path);
  await visitor.launcher.waitFor();
  return visitor;
}

const bubble = (page: Page) => page.getByRole('status').filter({ hasText: WORDS });
const kept = (page: Page) =>
  page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)].map((it) => it.sort()));

test('a page without rules loads nothing of them', async ({ browser }) => {
  const visitor = await Visitor.open(browser, 'about:blank');
  const asked: string[] = [];
  visitor.page.on('request', (request) => asked.push(request.url()));
  await rule({ on: false });
  await visitor.page.goto(site.url);
  await visitor.launcher.waitFor();
  await visitor.page.waitForLoadState('networkidle');
  expect(asked.filter((url) => url.startsWith(desk.server.url))).toEqual([
    `${desk.server.url}/widget.js`,
    `${desk.server.url}/widget/v1/widgets/demo`,
  ]);
});

test('a bubble comes without moving the page, taking the focus or leaving a trace, and asks only our server', async ({
  browser,
}) => {
  await rule({ when: [{ kind: 'stays', seconds: 1 }, { kind: 'online' }, { kind: 'returning', is: false }] });
  const visitor = await Visitor.open(browser, 'about:blank');
  const { page } = visitor;
  const origins = new Set<string>();
  const asked: string[] = [];
  page.on('request', (request) => {
    origins.add(new URL(request.url()).origin);
    asked.push(new URL(request.url()).pathname.replace(/-[\w-]+\.js$/, '.js'));
  });
  page.on('websocket', () => asked.push('socket'));
  await page.addInitScript(() => {
    const shifts: number[] = ((window as unknown as { shifts: number[] }).shifts = []);
    new PerformanceObserver((list) => shifts.push(list.getEntries().length)).observe({
      type: 'layout-shift',
      buffered: true,
    });
  });
  await page.goto(site.url);
  const search = page.getByLabel('Search');
  await expect(search).toBeFocused();
  await expect(bubble(page)).toBeVisible();
  await expect(search).toBeFocused();
  await expect(visitor.panel).toHaveCount(0);
  expect([...origins].sort()).toEqual([new URL(site.url).origin, desk.server.url].sort());
  expect(asked.filter((it) => it !== '/' && it !== '/favicon.ico')).toEqual([
    '/widget.js',
    '/widget/v1/widgets/demo',
    '/widget/assets/rules.js',
  ]);
  expect(await kept(page)).toEqual([[], []]);
  expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
});

test('who closes a bubble is left in peace for the rest of the visit', async ({ browser }) => {
  await rule();
  const visitor = await arrives(browser);
  const { page } = visitor;
  await bubble(page).waitFor();
  await page.getByRole('button', { name: 'Close this notice' }).click();
  await expect(bubble(page)).toHaveCount(0);
  await expect(visitor.launcher).toBeFocused();
  expect(await kept(page)).toEqual([[], ['hovorna:demo:rules']]);
  await page.reload();
  await visitor.launcher.waitFor();
  await page.waitForLoadState('networkidle');
  await expect(bubble(page)).toHaveCount(0);
  // Another tab is another visit; there Escape closes it, wherever the focus is.
  const other = await visitor.anotherTab(site.url);
  await bubble(other.page).waitFor();
  await other.page.getByLabel('Search').focus();
  await other.page.keyboard.press('Escape');
  await expect(bubble(other.page)).toHaveCount(0);
  await expect(other.page.getByLabel('Search')).toBeFocused();
  expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
});

test('once per visit is once, also for who does nothing', async ({ browser }) => {
  await rule({ often: { kind: 'visit' } });
  const { page, ...visitor } = await arrives(browser);
  await bubble(page).waitFor();
  await page.reload();
  await page.getByRole('button', { name: /^Ask us/ }).waitFor();
  await page.waitForLoadState('networkidle');
  await expect(bubble(page)).toHaveCount(0);
  const next = await visitor.context.newPage();
  await next.goto(site.url);
  await expect(bubble(next)).toBeVisible();
});

test('once in some days is once in all tabs', async ({ browser }) => {
  await rule({ often: { kind: 'days', days: 7 } });
  const visitor = await arrives(browser);
  await bubble(visitor.page).waitFor();
  const other = await visitor.anotherTab(site.url);
  await other.launcher.waitFor();
  await other.page.waitForLoadState('networkidle');
  await expect(bubble(other.page)).toHaveCount(0);
});

test('a rule is for some addresses, also of a page that changes its own', async ({ browser }) => {
  await rule({ when: [{ kind: 'page', how: 'like', value: '/moving/*' }] });
  const visitor = await arrives(browser, 'tariffs');
  const { page } = visitor;
  await page.waitForLoadState('networkidle');
  await expect(bubble(page)).toHaveCount(0);
  await page.evaluate(() => history.pushState(null, '', '/moving/new'));
  await expect(bubble(page)).toBeVisible();
});

test('the bubble opens the panel, and from then on nothing speaks unasked', async ({ browser }) => {
  await rule();
  const visitor = await arrives(browser);
  const { page } = visitor;
  await page.getByRole('button', { name: 'Write to us' }).click();
  await visitor.panel.getByRole('button', { name: /Write a message/ }).waitFor();
  await expect(bubble(page)).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.reload();
  await visitor.launcher.waitFor();
  await page.waitForLoadState('networkidle');
  await expect(bubble(page)).toHaveCount(0);
});

test('a rule may open the panel: nothing moves, the focus stays, and it is announced', async ({
  browser,
}) => {
  await rule({ does: 'open', when: [{ kind: 'stays', seconds: 1 }] });
  const visitor = await arrives(browser);
  const { page } = visitor;
  const search = page.getByLabel('Search');
  await search.focus();
  await visitor.panel.getByRole('button', { name: /Write a message/ }).waitFor();
  await expect(bubble(page)).toContainText('The chat window has opened.');
  await expect(search).toBeFocused();
  await page.keyboard.type('lamp');
  await expect(search).toHaveValue('lamp');
  expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
  // Who closes it finds it closed on the next page.
  await visitor.panel.getByRole('button', { name: 'Close', exact: true }).click();
  await page.reload();
  await visitor.launcher.waitFor();
  await page.waitForLoadState('networkidle');
  await expect(visitor.panel).toBeHidden();
});

test('on a phone a bubble stands in place of the panel', async ({ browser }) => {
  await rule({ does: 'open' });
  const visitor = await Visitor.open(browser, site.url, { viewport: { width: 390, height: 780 } });
  await expect(bubble(visitor.page)).toBeVisible();
  await expect(visitor.panel).toHaveCount(0);
  const box = (await visitor.page.locator('.says').boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(390);
});

test('a rule that is not for phones, or not for this language, is silent there', async ({ browser }) => {
  await rule({ when: [{ kind: 'not_on_phones' }] });
  const visitor = await Visitor.open(browser, site.url, { viewport: { width: 390, height: 780 } });
  await visitor.launcher.waitFor();
  await visitor.page.waitForLoadState('networkidle');
  await expect(bubble(visitor.page)).toHaveCount(0);
  await rule({ texts: { cs: 'Stěhujete se?' } });
  const other = await arrives(browser);
  await other.page.waitForLoadState('networkidle');
  await expect(other.page.locator('.says')).toHaveCount(0);
});

test('the page is told which rule spoke', async ({ browser }) => {
  await rule();
  const visitor = await Visitor.open(browser, 'about:blank');
  await visitor.page.addInitScript(() => {
    const page = window as unknown as { hovorna: unknown[]; told: string[] };
    page.told = [];
    (page.hovorna ??= []).push(['on', 'rule', (name: string) => page.told.push(name)]);
  });
  await visitor.page.goto(site.url);
  await bubble(visitor.page).waitFor();
  await expect
    .poll(() => visitor.page.evaluate(() => (window as unknown as { told: string[] }).told))
    .toEqual(['Moving']);
});

test('who wants less motion gets none', async ({ browser }) => {
  await rule();
  const visitor = await Visitor.open(browser, site.url, { reducedMotion: 'reduce' });
  await bubble(visitor.page).waitFor();
  const motion = await visitor.page
    .locator('.says')
    .evaluate((it) => [getComputedStyle(it).animationName, getComputedStyle(it).transitionDuration]);
  expect(motion).toEqual(['none', '0s']);
});
