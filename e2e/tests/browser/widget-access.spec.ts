/** The widget for those who cannot see it, or see it large, still, in few colours, or on a small screen (WCAG 2.2). */
import type { Browser, BrowserContextOptions, Locator } from '@playwright/test';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { inTalk, saidIn } from '../../support/talk-in-widget.ts';
import type { Visitor } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});

test.afterEach(async () => {
  await desk.server.discard();
});

/** A client in a talk, in a browser of this kind. */
async function talkIn(
  browser: Browser,
  options: BrowserContextOptions,
): Promise<{ visitor: Visitor; id: string }> {
  return inTalk(desk, browser, `${desk.server.url}/demo`, options);
}

const box = async (locator: Locator) => (await locator.boundingBox())!;

test('each message is added to the log once, whatever happens to it later', async ({ browser }) => {
  const { visitor, id } = await talkIn(browser, {});
  const log = visitor.panel.getByRole('log', { name: 'Conversation' });
  await expect(log).toHaveAttribute('aria-live', 'polite');
  await log.evaluate((element) => {
    const added: string[] = ((window as unknown as { added: string[] }).added = []);
    // What a screen reader hears of: new nodes, unless the nearest word about it says "off".
    new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes) {
          const parent = node instanceof Element ? node : node.parentElement;
          const silent = parent?.closest('[aria-live]')?.getAttribute('aria-live') === 'off';
          if (!silent && node.textContent?.trim()) added.push(node.textContent.trim());
        }
    }).observe(element, { childList: true, subtree: true });
  });
  const operator = desk.operators[0]!;
  await visitor.say('My own words');
  await expect(visitor.panel.getByLabel('Sent').last()).toBeVisible();
  await operator.says(id, uuid7(), 'Words of the operator');
  await expect(visitor.bubble('Words of the operator')).toBeVisible();
  const added = await visitor.page.evaluate(() => (window as unknown as { added: string[] }).added);
  expect(added.filter((it) => it.includes('My own words'))).toHaveLength(1);
  expect(added.filter((it) => it.includes('Words of the operator'))).toHaveLength(1);
  expect(added).toHaveLength(2);
  // Who wrote it is said with it.
  expect(added[1]).toContain('Operator 1:');
});

test('focus goes into the panel, stays on a phone, and comes back to the button', async ({ browser }) => {
  const { visitor } = await talkIn(browser, { viewport: { width: 390, height: 844 } });
  const { panel, page } = visitor;
  await expect(panel).toHaveAttribute('aria-modal', 'true');
  for (let step = 0; step < 25; step++) {
    await page.keyboard.press(step < 14 ? 'Tab' : 'Shift+Tab');
    const inside = await panel.evaluate((it) => it.contains((it.getRootNode() as ShadowRoot).activeElement));
    expect(inside, `step ${step}`).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(visitor.launcher).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(panel).toBeVisible();
  expect(await panel.evaluate((it) => it.contains((it.getRootNode() as ShadowRoot).activeElement))).toBe(
    true,
  );
});

for (const [what, viewport] of [
  ['at 200 % zoom', { width: 640, height: 400 }],
  ['on 320 pixels', { width: 320, height: 568 }],
] as const)
  test(`${what} everything can be reached and nothing is cut off sideways`, async ({ browser }) => {
    const { visitor } = await talkIn(browser, { viewport });
    const { panel } = visitor;
    for (const part of [
      panel.getByRole('button', { name: 'Close' }),
      panel.getByRole('button', { name: 'Send' }),
      panel.getByRole('button', { name: 'Attach files' }),
      visitor.composer,
    ])
      await expect(part).toBeInViewport({ ratio: 1 });
    const thread = panel.getByRole('log');
    expect((await box(thread)).height).toBeGreaterThan(60);
    for (const part of [panel, thread])
      expect(await part.evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0);
  });

test('who wants no motion sees none', async ({ browser }) => {
  const { visitor } = await talkIn(browser, { reducedMotion: 'reduce' });
  const motions = () =>
    visitor.panel.evaluate((it) => {
      const running = (it.getRootNode() as ShadowRoot).getAnimations();
      return running.filter((motion) => motion.effect!.getComputedTiming().duration !== 0).length;
    });
  expect(await motions()).toBe(0);
  await visitor.page.keyboard.press('Escape');
  await visitor.launcher.click();
  expect(await motions()).toBe(0);
});

test('in forced colours bubbles, fields and buttons keep an edge', async ({ browser }) => {
  const { visitor } = await talkIn(browser, { forcedColors: 'active' });
  const { panel } = visitor;
  const edge = (it: Locator) =>
    it.evaluate((element) => {
      const { borderTopWidth, borderTopStyle, borderTopColor } = getComputedStyle(element);
      return [parseFloat(borderTopWidth) > 0, borderTopStyle, borderTopColor !== 'rgba(0, 0, 0, 0)'];
    });
  for (const part of [visitor.bubble('First words'), panel.locator('.write'), panel.locator('.send')])
    expect(await edge(part)).toEqual([true, 'solid', true]);
});

test("above a phone's keyboard the composer is in sight", async ({ browser }) => {
  const { visitor } = await talkIn(browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
  // What an opened keyboard does to the visual viewport, on iOS with its offset too.
  await visitor.page.evaluate(() => {
    Object.defineProperties(visualViewport!, { height: { value: 460 }, offsetTop: { value: 40 } });
    visualViewport!.dispatchEvent(new Event('resize'));
  });
  const frame = await box(visitor.panel);
  expect([frame.y, frame.height]).toEqual([40, 460]);
  const write = await box(visitor.composer);
  expect(write.y + write.height).toBeLessThanOrEqual(500);
  expect((await box(visitor.panel.getByRole('log'))).height).toBeGreaterThan(100);
  await expect(visitor.bubble('First words')).toBeInViewport();
});

test('where operators see what is typed the composer says so; where not, no word is sent', async ({
  browser,
}) => {
  const sent: string[] = [];
  const notice = 'The operator can see what you write before you send it.';
  const listen = (visitor: Visitor) =>
    visitor.page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => sent.push(`${payload}`)),
    );
  const typed = () => sent.filter((it) => it.includes('"typing"'));

  const { visitor } = await talkIn(browser, {});
  listen(visitor);
  await visitor.page.reload();
  await expect(visitor.composer).toHaveAccessibleDescription(notice);
  await visitor.composer.pressSequentially('Something private', { delay: 40 });
  await expect.poll(() => typed().some((it) => it.includes('Something private'))).toBe(true);
  // At most twice a second, so far fewer than keys were pressed.
  expect(typed().length).toBeLessThan(10);

  const settings = await desk.administrator.get<object>('GET', '/settings');
  await desk.administrator.get('PUT', '/settings', { ...settings, typing_preview: false });
  await visitor.page.reload();
  await expect(visitor.composer).toBeVisible();
  sent.length = 0;
  await visitor.composer.fill('');
  await visitor.composer.pressSequentially('Something secret', { delay: 40 });
  await expect.poll(() => typed().length).toBeGreaterThan(0);
  expect(typed().join()).not.toContain('text');
  await expect(visitor.panel.getByText(notice)).toHaveCount(0);
});

test('emoji are chosen by keyboard and go where the caret is', async ({ browser }) => {
  const { visitor, id } = await talkIn(browser, {});
  const { page, panel, composer } = visitor;
  await composer.fill('Thanks!');
  await composer.press('ArrowLeft');
  const opener = panel.getByRole('button', { name: 'Emoji' });
  await opener.focus();
  await page.keyboard.press('Enter');
  await expect(opener).toHaveAttribute('aria-expanded', 'true');
  const grid = panel.getByRole('toolbar', { name: 'Emoji' });
  await expect(grid.getByRole('button', { name: '😀' })).toBeFocused();
  // The first of the second row, then its right neighbour.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(grid.getByRole('button', { name: '😘' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(composer).toHaveValue('Thanks😘!');
  // One stop for Tab, not a hundred.
  await page.keyboard.press('Tab');
  await expect(composer).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Escape');
  await expect(grid).toHaveCount(0);
  await expect(composer).toBeFocused();
  await expect(panel).toBeVisible();
  await composer.press('Enter');
  await expect.poll(async () => (await saidIn(desk, id)).at(-1)?.text).toBe('Thanks😘!');
});
