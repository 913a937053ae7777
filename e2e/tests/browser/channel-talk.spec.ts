/** What is otherwise in a talk through a messenger: windows, approved templates, signs, deliveries that fail, what is no text. */
import { writeFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';
import { pdf, webp } from '../../support/chosen-files.ts';
import type { Desk } from '../../support/desk.ts';
import { connect, type Graph, type Kind, type Written } from '../../support/graph.ts';
import { eachWithMessengers, JANA } from '../../support/messengers.ts';
import { Console } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

const HOUR = 3600;

let graph: Graph;
let desk: Desk;

eachWithMessengers({ operators: 1 }, (it) => ({ graph, desk } = it));

test('the time to answer counts down, and then approved templates go', async ({ browser }) => {
  await connect(graph, desk.administrator, 'whatsapp');
  const mine = await talk(browser, 'whatsapp', { text: 'Are you there?' }, -23.5 * HOUR);
  const { page } = mine;
  await expect(page.getByText(/^\d\d:\d\d left$/)).toBeVisible();
  const message = page.locator('[data-seq]').filter({ hasText: 'Are you there?' });
  await expect(message).toContainText(/Sent .*\d\d:\d\d\s·\s\d\d:\d\d/);

  // An older word changes nothing, a newer one begins the time anew.
  await writes('whatsapp', { text: 'Hello?' }, -2 * HOUR);
  await expect(page.getByText('21 h left')).toBeVisible();

  await mine.say('We are.');
  await expect.poll(() => graph.texts('whatsapp')).toEqual(['We are.']);

  // Nothing goes out at the end, and nothing else is said.
  await page.locator('header.bar').getByRole('button', { name: 'End', exact: true }).click();
  await expect(page.getByRole('dialog', { name: /^End the conversation/ })).toContainText(
    'The client is not told.',
  );
});

test('after the time a template is chosen, filled in and sent', async ({ browser }) => {
  await connect(graph, desk.administrator, 'whatsapp');
  const mine = await talk(browser, 'whatsapp', { text: 'Are you there?' }, -25 * HOUR);
  const { page } = mine;
  await expect(page.getByText('only approved templates can be sent')).toBeVisible();
  await expect(mine.composer).toHaveCount(0);
  // Those that are not approved are not offered.
  await expect(page.getByRole('list', { name: 'Approved templates' }).getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: /^follow_up/ }).click();
  await page.getByRole('button', { name: 'Send template' }).click();
  await expect(page.getByText('Fill it in.')).toHaveCount(2);
  await page.getByLabel('Field 1').fill('Jana');
  await page.getByLabel('Field 2').fill('4711');
  await expect(page.getByRole('region', { name: 'As the client reads it' })).toContainText(
    'Dobry den Jana, vas pripad 4711 je vybaveny.',
  );
  await page.getByRole('button', { name: 'Send template' }).click();
  const thread = page.getByRole('log');
  await expect(thread.getByText('Dobry den Jana, vas pripad 4711 je vybaveny.')).toBeVisible();
  await expect(thread.getByText('Template follow_up')).toBeVisible();
  await expect
    .poll(async () => (await graph.calls('whatsapp')).map((it) => it.body?.type))
    .toEqual(['template']);

  // A note for colleagues goes at any time.
  await page.getByRole('tab', { name: 'Internal note' }).click();
  await page.getByRole('textbox', { name: 'Internal note' }).fill('Waits for the client');
  await page.getByRole('button', { name: 'Save note' }).click();
  await expect(thread.getByText('Waits for the client')).toBeVisible();
});

test('where there are no templates it is said what is allowed', async ({ browser }) => {
  await connect(graph, desk.administrator, 'messenger');
  const mine = await talk(browser, 'messenger', { text: 'Are you there?' }, -25 * HOUR);
  await expect(mine.page.getByText('Nothing can be sent until the client writes again')).toBeVisible();
  await writes('messenger', { text: 'Hello?' });
  await expect(mine.composer).toBeVisible();
});

test('somebody of whom only the number is known is written to first', async ({ browser }) => {
  await connect(graph, desk.administrator, 'whatsapp');
  const mine = await Console.open(browser, desk.server.url);
  await mine.signIn(desk.operators[0]!);
  const { page } = mine;
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('Write by template');
  await page.getByRole('option', { name: /Write by template/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Write by template' });
  await dialog.getByLabel('Phone').fill('602 418 773');
  await dialog.getByRole('button', { name: /^hello_world/ }).click();
  await dialog.getByRole('button', { name: 'Send template' }).click();
  await expect(dialog.getByLabel('Phone')).toHaveAccessibleDescription(/^Enter the number in international/);
  await expect(dialog.getByLabel('Phone')).toBeFocused();
  await dialog.getByLabel('Phone').fill('+420 602 418 773');
  await dialog.getByRole('button', { name: 'Send template' }).click();
  await mine.stage('602').waitFor();
  await expect(page.getByText('has not answered yet')).toBeVisible();
  await expect
    .poll(async () => (await graph.calls('whatsapp')).map((it) => it.body?.to))
    .toEqual(['+420602418773']);
});

test('through a number that was removed nothing goes, and nothing is begun', async ({ browser }) => {
  const { id } = await connect(graph, desk.administrator, 'whatsapp');
  await graph.writes('whatsapp', { ...JANA, text: 'Hello' });
  const mine = await accepted(browser);
  const { page } = mine;
  const offered = async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('template');
    await page.getByRole('option', { name: /^Templates/ }).waitFor();
    const count = await page.getByRole('option', { name: /Write by template/ }).count();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('combobox')).toHaveCount(0);
    return count > 0;
  };
  await expect(mine.composer).toBeVisible();
  expect(await offered()).toBe(true);
  await desk.administrator.get('DELETE', `/channels/${id}`);
  await expect(page.getByText('This page or number is no longer connected')).toBeVisible();
  await expect(mine.composer).toHaveCount(0);
  expect(await offered()).toBe(false);
  // Colleagues are still told.
  await page.getByRole('tab', { name: 'Internal note' }).click();
  await page.getByRole('textbox', { name: 'Internal note' }).fill('The number is gone');
  await page.getByRole('button', { name: 'Save note' }).click();
  await expect(page.getByRole('log').getByText('The number is gone')).toBeVisible();
});

test('signs go both ways, and are taken away', async ({ browser }) => {
  await connect(graph, desk.administrator, 'whatsapp');
  const asked = await graph.writes('whatsapp', { ...JANA, text: 'Is it free?' });
  const mine = await accepted(browser);
  const { page } = mine;
  const message = page.locator('[data-seq]').filter({ hasText: 'Is it free?' });
  await message.focus();
  await message.getByRole('button', { name: 'React', exact: true }).click();
  await page.getByRole('button', { name: 'React with 👍' }).click();
  await expect(message.getByRole('list', { name: 'Reactions' })).toContainText('👍');
  const signs = async () =>
    (await graph.calls('whatsapp')).map(
      (it) => (it.body as { reaction?: { emoji: string } }).reaction?.emoji,
    );
  await expect.poll(signs).toEqual(['👍']);
  await message.focus();
  await message.getByRole('button', { name: 'React', exact: true }).click();
  await page.getByRole('button', { name: 'Take 👍 away' }).click();
  await expect(message.getByRole('list', { name: 'Reactions' })).toHaveCount(0);
  await expect.poll(signs).toEqual(['👍', '']);
  const theirs = { type: 'reaction', reaction: { message_id: asked, emoji: '❤️' } };
  await writes('whatsapp', { message: theirs });
  await expect(message.getByRole('list', { name: 'Reactions' })).toContainText('❤️');
});

test('a sign that did not arrive says so in words', async ({ browser }) => {
  await connect(graph, desk.administrator, 'whatsapp');
  await graph.writes('whatsapp', { ...JANA, text: 'Is it free?' });
  const mine = await accepted(browser);
  const { page } = mine;
  await graph.fails({ count: 1, code: 131026, match: { kind: 'send' } });
  const message = page.locator('[data-seq]').filter({ hasText: 'Is it free?' });
  await message.focus();
  await message.getByRole('button', { name: 'React', exact: true }).click();
  await page.getByRole('button', { name: 'React with 👍' }).click();
  await expect(message.getByText('👍 Not delivered. The client cannot be reached')).toBeVisible();
});

test('what did not arrive says why, and is really sent again', async ({ browser }) => {
  await connect(graph, desk.administrator, 'whatsapp');
  await graph.writes('whatsapp', { ...JANA, text: 'Hello' });
  const mine = await accepted(browser);
  const { page } = mine;
  await graph.tell({ auto_status: { enabled: true } });
  await mine.say('Read');
  const read = page.locator('[data-seq]').filter({ hasText: 'Read' });
  await expect(read.getByTitle('Read', { exact: true })).toBeVisible();
  await graph.tell({ auto_status: { enabled: false } });
  await graph.fails({ count: 1, code: 131026, match: { kind: 'send' } });
  await mine.say('First try');
  const first = page.locator('[data-seq]').filter({ hasText: 'First try' });
  await expect(first).toContainText('The client cannot be reached');
  // What the messenger said itself is no word for a colleague, and the one before still tells that it was read.
  await expect(first.getByText('131026')).toHaveCount(0);
  await expect(read.getByTitle('Read', { exact: true })).toBeVisible();
  await graph.behaves();
  await first.getByRole('button', { name: 'Send again' }).click();
  await expect(first.getByText('Not delivered')).toHaveCount(0);
  await expect.poll(() => graph.texts('whatsapp')).toEqual(['Read', 'First try']);
});

test('after the time only what still goes is offered to be sent again', async ({ browser }) => {
  await connect(graph, desk.administrator, 'whatsapp');
  const mine = await talk(browser, 'whatsapp', { text: 'Are you there?' }, -25 * HOUR);
  const { page } = mine;
  await graph.fails({ count: -1, code: 131026, match: { kind: 'send' } });
  const late = page.locator('[data-seq]').filter({ hasText: 'We are' }).first();
  // What is late by almost the whole time leaves only the rest of it.
  await expect(async () => {
    await writes('whatsapp', { text: 'Hello?' }, -24 * HOUR + 10);
    await mine.composer.fill('We are', { timeout: 3000 });
    await mine.composer.press('Enter', { timeout: 1000 });
    await expect(late).toContainText('Not delivered', { timeout: 3000 });
  }).toPass();
  await expect(page.getByText('only approved templates can be sent')).toBeVisible({ timeout: 30_000 });
  await expect(late.getByRole('button', { name: 'Send again' })).toHaveCount(0);
  await page.getByRole('button', { name: /^hello_world/ }).click();
  await page.getByRole('button', { name: 'Send template' }).click();
  const template = page.locator('[data-seq]').filter({ hasText: 'Template hello_world' });
  await expect(template.getByRole('button', { name: 'Send again' })).toBeVisible();
});

test('on a telephone it is seen as how many messages a text goes, and sent again with a thumb', async ({
  browser,
}) => {
  await connect(graph, desk.administrator, 'messenger');
  const mine = await talk(browser, 'messenger', { text: 'Hello' });
  const { page } = mine;
  await page.setViewportSize({ width: 390, height: 844 });
  await mine.composer.fill('long '.repeat(500));
  await expect(page.getByText('Goes as 2 messages')).toBeVisible();
  await graph.fails({ count: 1, code: 551, match: { kind: 'send' } });
  await mine.say('Short');
  const again = page.getByRole('button', { name: 'Send again' });
  await expect(again).toBeVisible();
  expect((await again.boundingBox())!.height).toBeGreaterThanOrEqual(44);
});

test('of what nobody knows whether it arrived it is asked before it goes again', async ({ browser }) => {
  await connect(graph, desk.administrator, 'whatsapp');
  await graph.writes('whatsapp', { ...JANA, text: 'Hello' });
  const mine = await accepted(browser);
  const { page } = mine;
  await graph.fails({ count: 1, mode: 'accept_then_drop', match: { kind: 'send' } });
  await mine.say('Perhaps');
  const message = page.locator('[data-seq]').filter({ hasText: 'Perhaps' });
  await expect(message).toContainText('may or may not have received it');
  await message.getByRole('button', { name: 'Send again…' }).click();
  const sure = page.getByRole('dialog', { name: 'Send it again?' });
  await expect(sure).toContainText('would get it twice');
  await sure.getByRole('button', { name: 'Cancel' }).click();
  await expect(sure).toHaveCount(0);
  expect(await graph.texts('whatsapp')).toEqual(['Perhaps']);
  await message.getByRole('button', { name: 'Send again…' }).click();
  await sure.getByRole('button', { name: 'Send again' }).click();
  await expect.poll(() => graph.texts('whatsapp')).toEqual(['Perhaps', 'Perhaps']);
});

test('a file the messenger does not take is refused before it goes up', async ({ browser }) => {
  await connect(graph, desk.administrator, 'whatsapp');
  await graph.writes('whatsapp', { ...JANA, text: 'Hello' });
  const mine = await accepted(browser);
  const { page } = mine;
  const chooser = page.locator('.comp input[type=file]');
  const film = { name: 'film.webm', mimeType: 'video/webm', buffer: Buffer.from('film') };
  await chooser.setInputFiles(film);
  await expect(page.getByText('WhatsApp takes no WEBM files. Send it as MP4 or 3GP')).toBeVisible();
  await page.getByRole('button', { name: 'Remove film.webm' }).click();
  const long = test.info().outputPath('film.mp4');
  writeFileSync(long, Buffer.alloc(17_000_000));
  await chooser.setInputFiles(long);
  await expect(page.getByText('WhatsApp takes videos of at most 16.7 MB')).toBeVisible();
  await page.getByRole('button', { name: 'Remove film.mp4' }).click();
  await chooser.setInputFiles(pdf('offer.pdf', 2000));
  await expect(page.locator('.comp').getByText('offer.pdf')).toBeVisible();
  await mine.say('Here it is');
  await expect
    .poll(async () => (await graph.calls('whatsapp')).map((it) => it.body?.type))
    .toEqual(['document']);
});

test('a picture the messenger does not take is made over', async ({ browser }) => {
  await connect(graph, desk.administrator, 'whatsapp');
  await graph.writes('whatsapp', { ...JANA, text: 'Hello' });
  const mine = await accepted(browser);
  const { page } = mine;
  const lamp = await webp(page, 'lamp.webp');
  await page.locator('.comp input[type=file]').setInputFiles(lamp);
  await expect(page.locator('.comp').getByText('lamp.jpg')).toBeVisible();
  await mine.say('This one');
  await expect
    .poll(async () => (await graph.calls('whatsapp')).map((it) => it.body?.type))
    .toEqual(['image']);
});

test('places, cards, orders and what nobody can show stand in the talk', async ({ browser }) => {
  await connect(graph, desk.administrator, 'whatsapp');
  await graph.writes('whatsapp', { ...JANA, text: 'Hello' });
  const mine = await accepted(browser);
  const thread = mine.page.getByRole('log');
  for (const message of CONTENTS) await writes('whatsapp', { message });
  await expect(thread.getByRole('link', { name: 'Show on OpenStreetMap' })).toHaveAttribute(
    'href',
    /openstreetmap\.org\/\?mlat=48\.14816&mlon=17\.10674/,
  );
  await expect(thread.getByText('Petr Svoboda')).toBeVisible();
  const numbers = thread.getByRole('link', { name: '+420602111222' });
  await expect(numbers).toHaveCount(2);
  await expect(numbers.first()).toHaveAttribute('href', /^tel:/);
  await expect(thread.getByText('2 × LUNA-1')).toBeVisible();
  await expect(thread.getByText('This cannot be shown here')).toBeVisible();
});

const CONTENTS = [
  { type: 'location', location: { latitude: 48.14816, longitude: 17.10674, name: 'Shop' } },
  {
    type: 'contacts',
    // One number may stand on a card twice, as the one at home and at work.
    contacts: [
      {
        name: { formatted_name: 'Petr Svoboda' },
        phones: [{ phone: '+420602111222' }, { phone: '+420602111222' }],
      },
    ],
  },
  {
    type: 'order',
    order: {
      catalog_id: '1',
      product_items: [{ product_retailer_id: 'LUNA-1', quantity: 2, item_price: 1290, currency: 'CZK' }],
    },
  },
  { type: 'unsupported', errors: [{ code: 131051, title: 'Unsupported' }] },
];

/** The stand-in's clock is so many seconds off while the client writes. */
async function writes(kind: Kind, what: object, seconds = 0): Promise<void> {
  await graph.tell({ clock_offset_s: seconds });
  await graph.writes(kind, { ...JANA, ...what } as Written);
  await graph.tell({ clock_offset_s: 0 });
}

async function talk(browser: Browser, kind: Kind, what: object, seconds = 0): Promise<Console> {
  await writes(kind, what, seconds);
  return accepted(browser);
}

async function accepted(browser: Browser): Promise<Console> {
  const mine = await Console.open(browser, desk.server.url);
  await mine.signIn(desk.operators[0]!);
  await mine.waiting(JANA.name).waitFor();
  await mine.accept(JANA.name);
  return mine;
}
