/** What is being written through a messenger stays where it is: while the time to answer ends or begins anew, and on the way. */
import type { Browser } from '@playwright/test';
import { webp } from '../../support/chosen-files.ts';
import type { Desk } from '../../support/desk.ts';
import { connect, type Graph } from '../../support/graph.ts';
import { eachWithMessengers, JANA } from '../../support/messengers.ts';
import { Console } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

const HOUR = 3600;

let graph: Graph;
let desk: Desk;

eachWithMessengers({ operators: 1 }, (it) => ({ graph, desk } = it));
test.beforeEach(() => connect(graph, desk.administrator, 'whatsapp'));

/** Jana wrote so many hours ago, and the operator has accepted. */
async function talk(browser: Browser, hoursAgo: number): Promise<Console> {
  await graph.tell({ clock_offset_s: -hoursAgo * HOUR });
  await graph.writes('whatsapp', { ...JANA, text: 'Are you there?' });
  await graph.tell({ clock_offset_s: 0 });
  const mine = await Console.open(browser, desk.server.url);
  await mine.signIn(desk.operators[0]!);
  await mine.waiting(JANA.name).waitFor();
  await mine.accept(JANA.name);
  return mine;
}

test('a file that is let go while nothing may be written does not take the place of the console', async ({
  browser,
}) => {
  const mine = await talk(browser, 25);
  const { page } = mine;
  await expect(page.getByText('only approved templates can be sent')).toBeVisible();
  const thread = page.getByRole('log');
  const isKept = (what: 'dragover' | 'drop') =>
    thread.evaluate((it, what) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['%PDF'], 'offer.pdf', { type: 'application/pdf' }));
      // What nobody stops, the browser opens.
      const event = new DragEvent(what, { dataTransfer, bubbles: true, cancelable: true });
      return !it.dispatchEvent(event);
    }, what);
  expect(await isKept('dragover')).toBe(true);
  expect(await isKept('drop')).toBe(true);
});

test('a template that is half filled in stays over a note and another page', async ({ browser }) => {
  const mine = await talk(browser, 25);
  const { page } = mine;
  await page.getByRole('button', { name: /^follow_up/ }).click();
  const first = page.getByLabel('Field 1');
  await first.fill('Jana');
  await page.keyboard.press('Alt+n');
  await expect(page.getByRole('textbox', { name: 'Internal note' })).toBeFocused();
  await page.keyboard.press('Alt+n');
  await expect(first).toBeFocused();
  await expect(first).toHaveValue('Jana');
  // Out of the field keys are commands again.
  await first.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await expect(page.getByRole('heading', { name: 'Conversations', exact: true })).toBeVisible();
  await page.goBack();
  await expect(first).toHaveValue('Jana');
});

test('a template whose answer was lost goes once, however often it is tried', async ({ browser }) => {
  const mine = await talk(browser, 25);
  const { page } = mine;
  await page.getByRole('button', { name: /^hello_world/ }).click();
  const path = '**/api/v1/conversations/*/template';
  await page.route(path, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole('button', { name: 'Send template' }).click();
  await expect(page.getByText('The server did not answer')).toBeVisible();
  await page.unroute(path);
  await page.keyboard.press('Alt+n');
  await expect(page.getByRole('textbox', { name: 'Internal note' })).toBeFocused();
  await page.keyboard.press('Alt+n');
  await page.getByRole('button', { name: 'Send template' }).click();
  await expect(page.getByText('On its way: hello_world')).toBeVisible();
  await expect(page.getByRole('log').getByText('Template hello_world')).toHaveCount(1);
  await expect.poll(async () => (await graph.calls('whatsapp')).length).toBe(1);
});

test('a double click on a template chooses it and does not send it', async ({ browser }) => {
  const mine = await talk(browser, 25);
  const { page } = mine;
  const row = page.getByRole('button', { name: /^hello_world/ });
  const at = (await row.boundingBox())!;
  const send = page.getByRole('button', { name: 'Send template' });
  await row.click();
  const there = (await send.boundingBox())!;
  await page.getByRole('button', { name: 'Other templates' }).click();
  await expect(
    page.getByRole('list', { name: 'Approved templates' }).getByRole('button').first(),
  ).toBeFocused();
  // The row is drawn where the button will be, as the last one of a longer list is.
  const middle = { x: there.x + there.width / 2, y: there.y + there.height / 2 };
  await row.evaluate(
    (it, [by, to]) => {
      it.style.transform = `translate(${to!.x - by!.x - 30}px, ${to!.y - by!.y - 20}px)`;
    },
    [at, middle],
  );
  await page.mouse.dblclick(middle.x, middle.y);
  await expect(send).toBeVisible();
  await expect(page.getByText('On its way')).toHaveCount(0);
  expect(await graph.calls('whatsapp')).toEqual([]);
  await send.click();
  await expect(page.getByText('On its way: hello_world')).toBeVisible();
});

test('whoever fills in a template when the client writes goes on in the text', async ({ browser }) => {
  const mine = await talk(browser, 25);
  const { page } = mine;
  await page.getByRole('button', { name: /^follow_up/ }).click();
  await expect(page.getByLabel('Field 1')).toBeFocused();
  await graph.writes('whatsapp', { ...JANA, text: 'Here I am' });
  await expect(mine.composer).toBeFocused();
  await page.keyboard.type('We are here, j');
  await expect(mine.composer).toHaveValue('We are here, j');
});

test('the rest of a sentence that the end of the time cuts off is no command', async ({ browser }) => {
  const mine = await talk(browser, 25);
  const { page } = mine;
  // What is late by almost the whole time leaves only the rest of it.
  await expect(async () => {
    await graph.tell({ clock_offset_s: -24 * HOUR + 10 });
    await graph.writes('whatsapp', { ...JANA, text: 'Hello?' });
    await mine.composer.fill('We are', { timeout: 3000 });
  }).toPass();
  await expect(page.getByText('What you wrote is kept until the client writes.')).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByRole('tab', { name: 'Reply' })).toBeFocused();
  await page.keyboard.type(' n rj ');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Reply' })).toBeFocused();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Approved templates' })).toBeVisible();
});

test('a picture that is still being made over is seen, and what is sent waits for it', async ({
  browser,
}) => {
  const mine = await talk(browser, 1);
  const { page } = mine;
  const lamp = await webp(page, 'lamp.webp');
  await page.evaluate(() => {
    const make = window.createImageBitmap.bind(window) as (of: Blob) => Promise<ImageBitmap>;
    const button = document.createElement('button');
    button.textContent = 'Ready now';
    document.body.prepend(button);
    const pressed = new Promise((done) => button.addEventListener('click', done));
    window.createImageBitmap = ((of: Blob) => pressed.then(() => make(of))) as typeof createImageBitmap;
  });
  await page.locator('.comp input[type=file]').setInputFiles(lamp);
  await expect(page.getByText('Preparing 1 file…')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeEnabled();
  await mine.say('This one');
  await expect(page.getByText('Sends as soon as')).toBeVisible();
  expect(await graph.calls('whatsapp')).toEqual([]);
  await page.getByRole('button', { name: 'Ready now' }).click();
  await expect
    .poll(async () => (await graph.calls('whatsapp')).map((it) => it.body?.image ?? it.body?.text))
    .toMatchObject([{ caption: 'This one' }]);
});
