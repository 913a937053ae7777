/** What a conversation carries besides typed words: files, answers, templates, drafts, what is being typed. */
import type { Locator, Page } from '@playwright/test';
import type { ConversationView } from '../../../web/shared/src/generated/ConversationView.ts';
import type { Template } from '../../../web/shared/src/generated/Template.ts';
import type { TemplateDetails } from '../../../web/shared/src/generated/TemplateDetails.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { pdf, picture } from '../../support/files.ts';
import { ClientLine } from '../../support/line.ts';
import { Console } from '../../support/pages.ts';
import { Client, type Operator } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
let ben: Operator;
let console_: Console;
let page: Page;
let client: Client;

const RED: [number, number, number] = [200, 30, 30];

test.beforeEach(async ({ browser }) => {
  desk = await openDesk({ operators: 1 });
  ben = desk.operators[0]!;
  client = new Client(desk.server.url);
  await client.enter('Jana');
  await ben.get('POST', `/conversations/${client.conversation}/accept`);
  console_ = await Console.open(browser, desk.server.url);
  page = console_.page;
  await console_.signIn(ben);
  await page.goto(`${desk.server.url}/?conversation=${client.conversation}`);
  await console_.stage('Jana').waitFor();
});

test.afterEach(async () => {
  await desk.server.discard();
});

const thread = (): Locator => page.getByRole('log');
/** What was said last, as the client has it. */
const said = async (): Promise<string> => {
  const last = (await client.current()).events.at(-1);
  return last !== undefined && 'text' in last ? (last.text ?? '') : '';
};
const tray = (): Locator => page.getByRole('list', { name: 'Files' });

/** The colour in the middle of a picture, as the browser drew it. */
async function colourOf(shown: Locator): Promise<number[]> {
  await expect
    .poll(() => shown.evaluate((it: HTMLImageElement) => it.complete && it.naturalWidth > 0))
    .toBe(true);
  return shown.evaluate((it: HTMLImageElement) => {
    const canvas = new OffscreenCanvas(1, 1);
    const brush = canvas.getContext('2d')!;
    brush.drawImage(it, 0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  });
}

test("a client's picture is a thumbnail of its shape and colour, and opens in full", async () => {
  const file = await client.uploads('meter.png', picture(1200, 600, RED));
  await client.sends({ files: [file.id], text: 'Here it is' });
  const other = await client.uploads('wall.png', picture(300, 400, [20, 120, 60]));
  await client.sends({ files: [other.id] });
  const shown = thread().getByRole('button', { name: 'Enlarge meter.png' }).locator('img');
  const box = (await shown.boundingBox())!;
  expect(box.width / box.height).toBeCloseTo(2, 1);
  const [r, g, b] = await colourOf(shown);
  expect(Math.abs(r! - RED[0]) + Math.abs(g! - RED[1]) + Math.abs(b! - RED[2])).toBeLessThan(12);
  // The list names the file where there are no words.
  await expect(page.getByRole('link', { name: /Jana/ })).toContainText('wall.png');

  await shown.click();
  const full = page.getByRole('dialog', { name: 'meter.png' });
  await expect(full).toContainText('1 of 2');
  expect(await full.locator('img').evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(1200);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('dialog', { name: 'wall.png' })).toContainText('2 of 2');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a pasted picture and a dropped document go with one message', async () => {
  await console_.composer.focus();
  await page.evaluate(
    (bytes) => {
      const pasted = new DataTransfer();
      pasted.items.add(new File([Uint8Array.from(bytes)], 'image.png', { type: 'image/png' }));
      document.activeElement!.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: pasted, bubbles: true, cancelable: true }),
      );
    },
    [...picture(40, 30, RED)],
  );
  await expect(tray().getByRole('listitem')).toHaveCount(1);

  const dropped = await page.evaluateHandle(
    (bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(bytes)], 'Form.pdf', { type: 'application/pdf' }));
      return transfer;
    },
    [...pdf('form')],
  );
  await thread().dispatchEvent('dragenter', { dataTransfer: dropped });
  const overlay = page.getByText('Drop the files here for Jana');
  await overlay.waitFor();
  await overlay.locator('..').dispatchEvent('drop', { dataTransfer: dropped });
  await expect(overlay).toHaveCount(0);
  await expect(tray()).toContainText('Form.pdf');

  await console_.say('Please sign it');
  await expect(tray()).toHaveCount(0);
  await expect(thread().getByRole('link', { name: /^Download Form.pdf/ })).toBeVisible();
  await expect(thread().getByRole('button', { name: 'Enlarge image.png' })).toBeVisible();
  const said = (await client.current()).events.at(-1)!;
  expect(said).toMatchObject({
    text: 'Please sign it',
    files: [{ name: 'image.png' }, { name: 'Form.pdf' }],
  });
  // What is saved is what was sent.
  const saving = page.waitForEvent('download');
  await thread()
    .getByRole('link', { name: /^Download Form.pdf/ })
    .click();
  expect((await saving).suggestedFilename()).toBe('Form.pdf');
});

test('sending waits for the upload; a refused, a lost and a cancelled file say so', async () => {
  let letGo: (() => void) | null = null;
  let isCut = true;
  await page.route('**/files/*?name=slow.pdf', async (route) => {
    await new Promise<void>((resolve) => (letGo = resolve));
    await route.continue().catch(() => undefined);
  });
  await page.route('**/files/*?name=lost.pdf', (route) => (isCut ? route.abort() : route.continue()));
  const choose = (name: string, mimeType = 'application/pdf') =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: pdf(name) });

  await choose('setup.exe', 'application/x-msdownload');
  await expect(tray()).toContainText('This kind of file may not be sent');
  await console_.composer.fill('See here');
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
  await page.getByRole('button', { name: 'Remove setup.exe' }).click();

  await choose('lost.pdf');
  await expect(tray()).toContainText('the line was lost');
  isCut = false;
  await page.getByRole('button', { name: 'Upload lost.pdf again' }).click();
  await page.getByRole('button', { name: 'Remove lost.pdf' }).waitFor();
  await expect(tray()).not.toContainText('the line was lost');

  await choose('slow.pdf');
  await expect(page.getByRole('progressbar', { name: 'Upload of slow.pdf' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel the upload of slow.pdf' }).click();
  await expect(tray()).not.toContainText('slow.pdf');

  await choose('slow.pdf');
  await console_.composer.press('Enter');
  await expect(page.getByText('Sends as soon as the files are there')).toBeVisible();
  await expect.poll(() => letGo).not.toBeNull();
  expect((await client.current()).events.at(-1)).not.toMatchObject({ text: 'See here' });
  letGo!();
  await expect(thread()).toContainText('See here');
  await expect
    .poll(async () => (await client.current()).events.at(-1))
    .toMatchObject({ text: 'See here', files: [{ name: 'lost.pdf' }, { name: 'slow.pdf' }] });
});

test('an answer quotes the message, and the quote leads to it, however far up', async () => {
  const { seq } = await client.sends({ text: 'Where is my lamp?' });
  for (let n = 1; n <= 215; n++) await client.sends({ text: `And another thing, ${n}` });
  await client.sends({ text: 'Do you deliver?', reply_to: seq });
  const quote = thread().getByRole('button', { name: 'In answer to Jana: Where is my lamp?' });
  await quote.waitFor();
  const asked = thread().locator(`[data-seq="${seq}"]`);
  await page.reload();
  await console_.stage('Jana').waitFor();
  await expect(asked).toHaveCount(0);
  await quote.click();
  await expect(asked).toBeInViewport();
  await expect(asked).toBeFocused();

  await page.keyboard.press('r');
  await expect(page.getByText('Reply to Jana:')).toBeVisible();
  await console_.say('It is on its way');
  await expect(page.getByText('Reply to Jana:')).toHaveCount(0);
  expect((await client.current()).events.at(-1)).toMatchObject({
    text: 'It is on its way',
    reply_to: { seq, words: 'Where is my lamp?' },
  });
  // With the pointer, and thought better of.
  const last = thread().locator('[data-seq]').filter({ hasText: 'Do you deliver?' });
  await last.hover();
  await last.getByRole('button', { name: 'Reply', exact: true }).click();
  await page.getByRole('button', { name: 'Do not quote it' }).click();
  await console_.say('Everywhere');
  await expect
    .poll(async () => (await client.current()).events.at(-1))
    .toMatchObject({ text: 'Everywhere', reply_to: null });
});

test('what was begun is there in another browser, and only what is newer is taken over', async ({
  browser,
}) => {
  await console_.composer.fill('Dear Jana,');
  await page.keyboard.press('Alt+n');
  const note = page.getByRole('textbox', { name: 'Internal note' });
  await expect(note).toHaveValue('');
  await note.fill('check the order');
  const kept = async () =>
    (await ben.get<ConversationView>('GET', `/conversations/${client.conversation}`)).draft;
  await expect.poll(kept).toEqual({ reply: 'Dear Jana,', note: 'check the order' });

  const elsewhere = await Console.open(browser, desk.server.url);
  await elsewhere.signIn(ben);
  await elsewhere.page.goto(`${desk.server.url}/?conversation=${client.conversation}`);
  await expect(elsewhere.composer).toHaveValue('Dear Jana,');
  await elsewhere.say('Dear Jana, gladly');
  await expect.poll(kept).toEqual({ reply: '', note: 'check the order' });
  await page.reload();
  await page.getByRole('tab', { name: 'Reply' }).click();
  await expect(console_.composer).toHaveValue('');
  await page.getByRole('tab', { name: 'Internal note' }).click();
  await expect(note).toHaveValue('check the order');
});

test('what the client types is seen before it is said', async () => {
  const line = new ClientLine(client);
  await line.open();
  try {
    line.say({ type: 'typing', on: true, text: 'I would like to compl' });
    await expect(thread().getByText('I would like to compl')).toBeVisible();
    await expect(thread().getByRole('status')).toHaveText('Jana is typing');
    await client.sends({ text: 'I would like to complain' });
    await expect(thread().getByRole('status')).toHaveText('');
    await expect(thread().getByText('I would like to compl')).toHaveCount(1);
  } finally {
    line.close();
  }
});

test('whoever reads further up is told how much is new, and finds where it begins', async () => {
  for (let n = 1; n <= 40; n++) await client.sends({ text: `Line ${n}` });
  await thread().getByText('Line 40').waitFor();
  await thread().evaluate((it) => it.scrollTo(0, 0));
  // The page has noticed that the reader went up.
  await page.getByRole('button', { name: 'To the latest' }).waitFor();
  await client.sends({ text: 'Are you there?' });
  await client.sends({ text: 'Hello?' });
  const pill = page.getByRole('button', { name: '2 new messages' });
  await pill.click();
  await expect(thread().getByText('Hello?')).toBeInViewport();
  await expect(pill).toHaveCount(0);
  const line = thread().getByText('New', { exact: true });
  await expect(line).toBeVisible();
  await console_.say('Here I am');
  await expect(line).toHaveCount(0);
});

test('a template is picked by its sign, filled in, counted, and asked about while a field is empty', async () => {
  const add = (template: Partial<TemplateDetails>) =>
    desk.administrator.get<Template>('POST', '/templates', {
      ...{ shared: true, folder: 'Shop', language: null, shortcut: 'x', title: 'x', text: 'x', ...template },
    });
  const hours = await add({
    ...{ shortcut: 'hours', title: 'Opening hours' },
    text: 'Dear {{client.name}}, we are open from nine to five.\n{{operator.name}}',
  });
  await add({ shortcut: 'call', title: 'Call back', text: 'We will call {{client.phone}} at once.' });

  const picker = page.getByRole('listbox', { name: 'Templates' });
  await console_.composer.pressSequentially('Hello. #ope');
  await expect(picker.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(console_.composer).toHaveValue(
    `Hello. Dear Jana, we are open from nine to five.\n${ben.name}`,
  );
  await page.keyboard.press('Enter');
  await expect.poll(() => said()).toMatch(/^Hello. Dear Jana, we are open/);
  const used = async () =>
    (await ben.get<{ items: Template[] }>('GET', '/templates')).items.find((it) => it.id === hours.id)?.used;
  expect(await used()).toBe(1);

  // Written over, it is no use of the template.
  await console_.composer.pressSequentially('#hours');
  await page.keyboard.press('Enter');
  await console_.say('No');
  await expect.poll(() => said()).toBe('No');
  expect(await used()).toBe(1);

  // Given up, a number sign is just that.
  await console_.composer.pressSequentially('Order #');
  await picker.waitFor();
  await page.keyboard.press('Escape');
  await expect(picker).toHaveCount(0);
  await console_.composer.pressSequentially('12');
  await page.keyboard.press('Enter');
  await expect.poll(() => said()).toBe('Order #12');

  // Tab selects what is to be filled in by hand.
  await console_.composer.pressSequentially('/call');
  await picker.waitFor();
  await page.keyboard.press('Tab');
  await expect(page.getByText('Fill in:')).toBeVisible();
  await page.keyboard.press('Enter');
  const asked = page.getByRole('dialog', { name: 'Send it with empty fields?' });
  await asked.getByRole('button', { name: 'Fill it in' }).click();
  await expect(asked).toHaveCount(0);
  await expect(console_.composer).toBeFocused();
  await page.keyboard.type('602 418 773');
  await page.keyboard.press('Enter');
  await expect.poll(() => said()).toBe('We will call 602 418 773 at once.');
});

test('templates are written, found, removed and brought back on their page', async () => {
  await page.getByRole('link', { name: 'Templates' }).click();
  await page.getByText('What you say often, kept once').waitFor();
  await page.getByRole('button', { name: 'New template' }).first().click();
  const form = page.getByRole('dialog', { name: 'New template' });
  await form.getByLabel('Title').fill('Opening hours');
  await expect(form.getByLabel('Shortcut')).toHaveValue('opening-hours');
  await form.getByLabel('Folder').fill('Shop');
  await form.getByLabel('Text', { exact: true }).fill('We are open, ');
  await form.getByRole('button', { name: "client's name" }).click();
  await expect(form.getByLabel('Text', { exact: true })).toHaveValue('We are open, {{client.name}}');
  await form.getByRole('button', { name: 'Add template' }).click();
  const shop = page.getByRole('region', { name: 'Shop' });
  const row = shop.getByRole('listitem').filter({ hasText: 'Opening hours' });
  await expect(row).toContainText('#opening-hours');

  await desk.administrator.get('POST', '/templates', {
    ...{ shared: true, shortcut: 'bye', title: 'Farewell', folder: 'Shop', language: 'en', text: 'Goodbye.' },
  });
  const shared = shop.getByRole('listitem').filter({ hasText: 'Farewell' });
  await shared.waitFor();
  await expect(shared.getByRole('button', { name: 'Remove Farewell' })).toHaveCount(0);

  await page.getByRole('searchbox', { name: 'Search templates' }).fill('open');
  await expect(shared).toHaveCount(0);
  await row.getByRole('button', { name: 'Remove Opening hours' }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await row.getByRole('button', { name: /^Opening hours/ }).click();
  await page.getByRole('dialog', { name: 'Edit template' }).getByLabel('Title').fill('Hours');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search templates' }).fill('');
  const renamed = shop.getByRole('listitem').filter({ hasText: 'Hours' });
  await renamed.getByRole('button', { name: 'Remove Hours' }).click();
  const left = async () =>
    (await ben.get<{ items: Template[] }>('GET', '/templates')).items.map((it) => it.title);
  await expect.poll(left, { timeout: 15_000 }).toEqual(['Farewell']);
});
