/** How the console makes itself noticed: how loud, and the count in the tab's icon. */
import type { Page } from '@playwright/test';
import { openDesk, type Desk } from '../../support/desk.ts';
import { ClientLine } from '../../support/line.ts';
import { Console } from '../../support/pages.ts';
import { Client, type Operator } from '../../support/people.ts';
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
