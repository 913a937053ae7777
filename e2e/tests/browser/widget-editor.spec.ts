/** The widget's editor: what it sets, and a preview that is the widget itself in each of its states. */
import type { FrameLocator, Page } from '@playwright/test';
import { type Desk, openDesk } from '../../support/desk.ts';
import { png } from '../../support/chosen-files.ts';
import { Console, Visitor } from '../../support/pages.ts';
import { PASSWORD } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';
import { changeWidget } from '../../support/widgets.ts';

let desk: Desk;
let office: Console;
let page: Page;
let preview: FrameLocator;

test.beforeEach(async ({ browser }) => {
  desk = await openDesk({ operators: 1 });
  office = await Console.open(browser, desk.server.url);
  ({ page } = office);
  await office.signIn({ ...desk.administrator, password: PASSWORD });
  await office.heading.waitFor();
  preview = page.frameLocator('iframe[title="Preview of the widget"]');
});
test.afterEach(() => desk.server.discard());

async function edit(tab: string): Promise<void> {
  await page.goto(`${desk.server.url}/admin/widgets/demo?tab=${tab}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

const look = (state: string) =>
  page
    .getByRole('radiogroup', { name: 'State of the preview' })
    .getByRole('radio', { name: state, exact: true });

async function save(): Promise<void> {
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Unsaved changes')).toHaveCount(0);
}

test('the preview shows every state as the widget draws it, and the server hears nothing', async () => {
  await edit('triggers');
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('What it says, English').fill('Moving house?');
  await expect(preview.getByRole('status').filter({ hasText: 'Moving house?' })).toBeVisible();
  await look('Closed').click();
  await expect(preview.getByRole('status').filter({ hasText: 'Moving house?' })).toHaveCount(0);
  await expect(preview.getByRole('button', { name: 'Ask us' })).toBeVisible();
  await look('Open').click();
  await preview.getByRole('button', { name: /Write a message/ }).waitFor();
  await look('Form').click();
  await preview.getByRole('button', { name: 'Start chat' }).waitFor();
  await look('Waiting').click();
  await preview.getByText('in line').waitFor();
  await look('Conversation').click();
  await preview.getByText('It stands on the first page of your contract').waitFor();
  await look('Ended').click();
  await preview.getByRole('radiogroup', { name: 'How was it?' }).waitFor();
  await look('Nobody here').click();
  await preview.getByRole('button', { name: 'Send the message' }).waitFor();
  await look('Message sent').click();
  await preview.getByText('Thank you, we have your message').waitFor();
  await look('Busy').click();
  await preview.getByText(/busy/i).first().waitFor();

  // As a phone has it, in the other language.
  await page.getByRole('radio', { name: 'Phone' }).click();
  await page.getByRole('radio', { name: 'CS' }).click();
  await look('Waiting').click();
  await preview.getByText('v pořadí').waitFor();
  const frame = await page.locator('iframe').evaluate((it: HTMLIFrameElement) => it.clientWidth);
  expect(frame).toBe(390);

  const { queue } = await desk.administrator.workspace();
  expect(queue).toEqual([]);
  const { items } = await desk.administrator.get<{ items: unknown[] }>('GET', '/offline-requests');
  expect(items).toEqual([]);
});

test('texts, and what is asked after a talk, show at once and reach the client when they are saved', async ({
  browser,
}) => {
  await edit('texts');
  await look('Waiting').click();
  await page.getByLabel('While a client waits').fill('Somebody is on the way.');
  await expect(preview.getByText('Somebody is on the way.')).toBeVisible();
  await look('Ended').click();
  await page.getByLabel('Question after a talk').fill('Did we help?');
  await preview.getByRole('radiogroup', { name: 'Did we help?' }).waitFor();
  await preview.getByTitle('Good').click();
  await expect(preview.getByLabel('Anything to add? (optional)')).toBeVisible();
  await page.getByRole('switch', { name: 'A word may be added to the mark' }).click();
  // The widget is put on the page anew, and asks no more.
  await expect(async () => {
    await preview.getByTitle('Good').click({ timeout: 1_000 });
    await expect(preview.getByRole('button', { name: 'Send the rating' })).toBeVisible({ timeout: 500 });
    await expect(preview.getByLabel('Anything to add? (optional)')).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await page.getByRole('switch', { name: 'Ask what clients think of a talk' }).click();
  await preview.getByText('Start a new conversation').waitFor();
  await expect(preview.getByTitle('Good')).toHaveCount(0);
  await save();
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo?lang=en`);
  await visitor.enter('Jana', '');
  await expect(visitor.panel.getByText('Somebody is on the way.')).toBeVisible();
});

test('a logo is chosen, seen before it is saved, shown to clients without moving anything, and taken away', async ({
  browser,
}) => {
  await edit('look');
  const chooser = page.locator('input[type=file]');
  await chooser.setInputFiles([
    {
      name: 'a.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    },
  ]);
  await expect(page.getByText('This is neither PNG nor JPEG nor WebP.')).toBeVisible();
  await chooser.setInputFiles([png('logo.png', 240, 60)]);
  await expect(page.getByRole('img', { name: 'Logo' })).toBeVisible();
  await expect(page.getByText('This is neither')).toHaveCount(0);
  await expect(preview.locator('.company img')).toBeVisible();
  await save();

  const visitor = await Visitor.open(browser, `${desk.server.url}/demo?lang=en`);
  await visitor.launcher.click();
  const logo = visitor.panel.locator('.company img');
  await expect
    .poll(() => logo.evaluate((it: HTMLImageElement) => [it.naturalWidth, it.clientWidth, it.clientHeight]))
    .toEqual([240, 112, 28]);

  await page.getByRole('button', { name: 'Remove the logo' }).click();
  await expect(preview.locator('.company img')).toHaveCount(0);
  await save();
  const widget = await fetch(`${desk.server.url}/widget/v1/widgets/demo`);
  expect(await widget.text()).not.toContain('logo');
});

test('rules are written, put in order and refused with the reason', async ({ browser }) => {
  await edit('triggers');
  await expect(page.getByText(/Without rules the widget waits/)).toBeVisible();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('Name of rule 1').fill('Moving');
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('alert').filter({ hasText: 'Complete the conditions' })).toBeVisible();
  await page.getByLabel('What it says, English').fill('Moving house?');
  await page.getByLabel('Seconds on the page').fill('1');
  await page.getByRole('button', { name: 'Add a condition' }).click();
  await page.getByRole('menuitem', { name: 'Page address' }).click();
  await page.getByLabel('With what: Page address').fill('/demo');
  await page.getByLabel('How often').selectOption({ label: 'once in some days' });
  await page.getByLabel('Days').fill('3');
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('Name of rule 2').fill('Anywhere');
  await page.getByLabel('What it says, English').nth(1).fill('Hello');
  await page.getByRole('button', { name: 'Move rule 2 up' }).click();
  await expect(page.getByLabel('Name of rule 1')).toHaveValue('Anywhere');
  await page.getByRole('switch', { name: 'Rule 1 is on' }).click();
  await save();
  const saved = await changeWidget(desk.administrator, () => {});
  expect(saved.triggers?.map(({ name, on, often }) => [name, on, often.kind])).toEqual([
    ['Anywhere', false, 'visit'],
    ['Moving', true, 'days'],
  ]);
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo?lang=en`);
  await expect(visitor.page.getByRole('status').filter({ hasText: 'Moving house?' })).toBeVisible();
});
