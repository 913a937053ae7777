/** How the console makes itself noticed: how loud, and the count in the tab's icon. */
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { openDesk, type Desk } from '../../support/desk.ts';
import { ClientLine } from '../../support/line.ts';
import { Console } from '../../support/pages.ts';
import { Client, PASSWORD, type Operator } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
let ben: Operator;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
  ben = desk.operators[0]!;
});

test.afterEach(async () => {
  await desk.server.discard();
});

/** How loud each tone was that the page has played since the last look. */
async function heard(page: Page): Promise<number[]> {
  return page.evaluate(() => (globalThis as unknown as { peaks: number[] }).peaks.splice(0));
}

async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const peaks: number[] = [];
    Object.assign(globalThis, { peaks });
    const ramp = AudioParam.prototype.linearRampToValueAtTime;
    AudioParam.prototype.linearRampToValueAtTime = function (value, at) {
      peaks.push(value);
      return ramp.call(this, value, at);
    };
  });
}

async function openNotices(page: Page) {
  await page.getByRole('button', { name: new RegExp(ben.name) }).click();
  await page.getByRole('menuitem', { name: 'Sounds and notices' }).click();
  return page.getByRole('dialog', { name: 'Sounds and notices' });
}

test('the sound can be tried, made quieter and silenced, and that is kept', async ({ browser }) => {
  const console_ = await Console.open(browser, desk.server.url);
  const { page } = console_;
  await console_.signIn(ben);
  await listen(page);
  await page.reload();
  await console_.heading.waitFor();
  let dialog = await openNotices(page);
  const play = () => dialog.getByRole('button', { name: 'Play it' }).click();
  await play();
  await expect.poll(async () => (await heard(page))[0]).toBeCloseTo(0.22, 2);

  await dialog.getByRole('slider', { name: 'Volume' }).fill('35');
  await play();
  await expect.poll(async () => (await heard(page))[0]).toBeCloseTo(0.055, 3);

  await page.reload();
  await console_.heading.waitFor();
  dialog = await openNotices(page);
  const slider = dialog.getByRole('slider', { name: 'Volume' });
  await expect(slider).toHaveValue('35');
  await slider.fill('0');
  await play();
  await slider.fill('100');
  await play();
  // Nothing was to be heard of the first press.
  await expect.poll(async () => (await heard(page)).length).toBe(2);
});

/**
 * A browser that plays nothing in a tab before a person has pressed something there, which a browser under control does
 * not do by itself: contexts stay suspended, and resuming one waits. All else is real, and what reaches the loudspeakers
 * is measured on its way there.
 */
async function holdSoundBack(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // Not `userActivation`: to look into a page from outside counts as a gesture there.
    let isHeldBack = true;
    const release = (event: Event) => {
      const isFinger = event instanceof PointerEvent && event.pointerType !== 'mouse';
      if (event.isTrusted && isFinger === (event.type === 'pointerup')) isHeldBack = false;
    };
    for (const gesture of ['pointerdown', 'pointerup', 'keydown']) addEventListener(gesture, release, true);
    const resume = AudioContext.prototype.resume;
    AudioContext.prototype.resume = function () {
      return isHeldBack ? new Promise(() => {}) : resume.call(this);
    };
    globalThis.AudioContext = class extends AudioContext {
      constructor() {
        super();
        if (isHeldBack) void this.suspend();
      }
    };
    Object.assign(globalThis, { loudest: 0 });
    const connect = AudioNode.prototype.connect as (to: AudioNode) => AudioNode;
    AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
      if (to instanceof AudioDestinationNode) {
        const meter = new AnalyserNode(this.context, { fftSize: 2048 });
        connect.call(this, meter);
        const samples = new Float32Array(meter.fftSize);
        const measuring = setInterval(() => {
          meter.getFloatTimeDomainData(samples);
          const measured = globalThis as unknown as { loudest: number };
          measured.loudest = Math.max(measured.loudest, ...samples.map(Math.abs));
        }, 10);
        setTimeout(() => clearInterval(measuring), 2000);
      }
      return connect.call(this, to);
    } as AudioNode['connect'];
  });
}

const loudest = (page: Page) => page.evaluate(() => (globalThis as unknown as { loudest: number }).loudest);

/** A second tab of a signed-in operator, in which nothing was pressed yet, on a browser that plays nothing then. */
async function silentTab(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  await page.goto(desk.server.url);
  await page.getByLabel('E-mail').fill(ben.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
  await page.close();
  const tab = await context.newPage();
  await holdSoundBack(tab);
  await tab.goto(desk.server.url);
  return tab;
}

const blocked = (page: Page) => page.getByRole('status').filter({ hasText: 'The browser blocks sound' });

test('a browser that plays nothing yet is said so, and the press that allows it is followed by the knock', async ({
  browser,
}) => {
  const page = await silentTab(browser);
  await expect(blocked(page)).toBeVisible();
  const client = new Client(desk.server.url);
  await client.enter('Jana');
  await page.locator('[data-row]').filter({ hasText: 'Jana' }).waitFor();
  expect(await loudest(page)).toBe(0);
  await blocked(page).getByRole('button', { name: 'Turn on' }).click({ delay: 150 });
  await expect(blocked(page)).toBeHidden();
  await expect.poll(() => loudest(page)).toBeGreaterThan(0.05);
});

test('with nobody waiting the press is answered by a knock, too: it works', async ({ browser }) => {
  const page = await silentTab(browser);
  await blocked(page).getByRole('button', { name: 'Turn on' }).focus();
  await page.keyboard.press('Space', { delay: 150 });
  await expect(blocked(page)).toBeHidden();
  await expect.poll(() => loudest(page)).toBeGreaterThan(0.05);
});

for (const [gesture, act, options] of [
  ['key', (page: Page) => page.keyboard.press('?'), {}],
  ['click', (page: Page) => page.getByRole('heading', { name: 'Waiting', exact: true }).click(), {}],
  [
    'finger',
    (page: Page) => page.getByRole('heading', { name: 'Waiting', exact: true }).tap(),
    { hasTouch: true },
  ],
] as const)
  test(`the first ${gesture} anywhere lets the console be heard again`, async ({ browser }) => {
    const page = await silentTab(browser, options);
    await expect(blocked(page)).toBeVisible();
    await act(page);
    await expect(blocked(page)).toBeHidden();
    expect(await loudest(page)).toBe(0);
    await new Client(desk.server.url).enter('Jana');
    await expect.poll(() => loudest(page)).toBeGreaterThan(0.05);
  });

test('whoever has switched sounds off is not told that they are blocked', async ({ browser }) => {
  const page = await silentTab(browser);
  await expect(blocked(page)).toBeVisible();
  await page.evaluate(() => localStorage.setItem('hovorna.sounds', 'off'));
  const tab = await page.context().newPage();
  await holdSoundBack(tab);
  await tab.goto(desk.server.url);
  const dialog = await openNotices(tab);
  await expect(dialog.getByRole('radio', { name: /^Off/ })).toBeChecked();
  await expect(blocked(tab)).toHaveCount(0);
});

test('the icon of the tab counts who waits, and is plain again afterwards', async ({ browser }) => {
  const console_ = await Console.open(browser, desk.server.url);
  const { page } = console_;
  await console_.signIn(ben);
  const icon = page.locator('link[rel=icon]');
  await expect(icon).toHaveAttribute('href', '/icon.svg');
  const client = new Client(desk.server.url);
  await client.enter('Jana');
  const line = new ClientLine(client);
  await line.open();
  try {
    await expect(icon).toHaveAttribute('href', /^data:image\/png/);
    const badge = await icon.evaluate(async (link: HTMLLinkElement) => {
      const image = new Image();
      image.src = link.href;
      await image.decode();
      const brush = new OffscreenCanvas(64, 64).getContext('2d')!;
      brush.drawImage(image, 0, 0);
      return [...brush.getImageData(30, 43, 1, 1).data];
    });
    expect(badge).toEqual([211, 55, 47, 255]);
    await console_.accept('Jana');
    await expect(icon).toHaveAttribute('href', '/icon.svg');
  } finally {
    line.close();
  }
});
