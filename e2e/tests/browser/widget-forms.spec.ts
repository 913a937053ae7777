/** What the editor makes of a widget reaches its clients: fields of both forms, words in two languages, colour, snippet. */
import type { Locator, Page } from '@playwright/test';
import type { OfflineRequest } from '../../../web/shared/src/generated/OfflineRequest.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { ForeignSite } from '../../support/foreign-site.ts';
import { Console, Visitor } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';
import { changeWidget } from '../../support/widgets.ts';

let desk: Desk;
let page: Page;

test.beforeEach(async ({ browser }) => {
  desk = await openDesk({ operators: 1 });
  const office = await Console.open(browser, desk.server.url);
  ({ page } = office);
  await office.signIn(desk.administrator);
  await office.heading.waitFor();
});
test.afterEach(() => desk.server.discard());

async function edit(tab: string): Promise<void> {
  await page.goto(`${desk.server.url}/admin/widgets/demo?tab=${tab}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

async function save(): Promise<void> {
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Unsaved changes')).toHaveCount(0);
}

async function addField(name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add field' }).click();
  await page.getByRole('menuitem', { name, exact: true }).click();
  await expect(page.getByRole('button', { name: `Remove ${name}` })).toBeVisible();
}

async function demand(name: string): Promise<void> {
  const field = page.getByRole('listitem').filter({ hasText: name });
  await field.getByText('Required').click();
  await expect(field.getByRole('checkbox')).toBeChecked();
}

/** The labels of a form, from above. */
const labels = (panel: Locator) => panel.locator('form .label').allInnerTexts();

test('a field is added to the entry form, required and moved, and clients are asked for it', async ({
  browser,
}) => {
  await changeWidget(desk.administrator, (widget) => {
    widget.form = [
      { kind: 'name', required: false, choices: {} },
      { kind: 'message', required: true, choices: {} },
    ];
  });
  await edit('form');
  await addField('Phone');
  await demand('Phone');
  await page.getByRole('button', { name: 'Move Phone up' }).click();
  await page.getByRole('button', { name: 'Move Phone up' }).click();
  await expect(page.getByText('Phone is now number 1 of 3')).toBeAttached();
  await page.getByRole('button', { name: 'Remove Name' }).click();
  await save();

  const visitor = await Visitor.open(browser, `${desk.server.url}/demo?lang=en`);
  await visitor.launcher.click();
  const { panel } = visitor;
  await panel.getByRole('button', { name: /Write a message/ }).click();
  await panel.getByRole('button', { name: 'Start chat' }).waitFor();
  const shown = await labels(panel);
  expect(shown.length).toBe(2);
  expect(shown[0]).toMatch(/^Phone/);
  expect(shown[1]).toMatch(/^Your message/);
  await panel.getByLabel(/Your message/).fill('Where is my order?');
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await expect(panel.getByLabel(/^Phone/)).toHaveAttribute('aria-invalid', 'true');
  await panel.getByLabel(/^Phone/).fill('+420 602 418 773');
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await panel.getByText('in line').waitFor();
  const { queue } = await desk.administrator.workspace();
  expect(queue[0]!.client.phone).toBe('+420 602 418 773');
});

test('a message that nobody could answer is not offered; one by phone asks when a call suits', async ({
  browser,
}) => {
  await edit('offline');
  await page.getByRole('button', { name: 'Remove E-mail' }).click();
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Require an e-mail address or a phone number.')).toBeVisible();
  await demand('Phone');
  await page.getByRole('switch', { name: 'Ask when a call suits' }).click();
  await save();

  for (const one of [desk.administrator, desk.operators[0]!])
    await one.get('PUT', '/me/status', { status: 'away' });
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo?lang=en`);
  await visitor.launcher.click();
  const { panel } = visitor;
  await panel.getByLabel(/^Phone/).fill('602 418 773');
  await panel.getByLabel(/When does a call suit you/).fill('after five');
  await panel.getByLabel(/Your message/).fill('Please call me.');
  await panel.getByRole('button', { name: 'Send the message' }).click();
  await panel.getByText('Thank you, we have your message').waitFor();
  const { items } = await desk.administrator.get<{ items: OfflineRequest[] }>('GET', '/offline-requests');
  expect(items).toMatchObject([{ phone: '602 418 773', time: 'after five', email: null }]);
});

test('opening words of two languages are read by clients of each', async ({ browser }) => {
  await edit('texts');
  const words = page.getByRole('textbox', { name: 'Opening words' });
  const language = page.getByRole('tabpanel').getByRole('radiogroup', { name: 'Language' });
  await words.fill('What can we do for you?');
  await language.getByRole('radio', { name: 'Czech' }).click();
  await expect(words).not.toHaveValue('What can we do for you?');
  await words.fill('Co pro vás můžeme udělat?');
  await save();
  for (const [path, opening] of [
    ['/demo', 'What can we do for you?'],
    ['/demo/cs', 'Co pro vás můžeme udělat?'],
  ] as const) {
    const visitor = await Visitor.open(browser, desk.server.url + path);
    await visitor.page.locator('hovorna-widget').getByRole('button').first().click();
    await expect(visitor.page.getByRole('heading', { name: opening })).toBeVisible();
    await visitor.context.close();
  }
});

test('the editor says how a colour reads, and the widget writes on it what reads better', async ({
  browser,
}) => {
  await edit('look');
  const colour = page.getByRole('textbox', { name: 'Colour', exact: true });
  await colour.fill('#12345');
  await expect(page.getByText('A colour looks like #006370.')).toBeVisible();
  await colour.fill('#003b43');
  await expect(page.getByRole('status').filter({ hasText: 'with white text' })).toBeVisible();
  await colour.fill('#ffd166');
  await expect(
    page.getByRole('status').filter({ hasText: /^\s*Contrast 14\.\d : 1 with dark text/ }),
  ).toBeVisible();
  await save();
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo?lang=en`);
  const drawn = await visitor.launcher.evaluate((it) => {
    const { color, backgroundColor } = getComputedStyle(it);
    return { color, backgroundColor };
  });
  expect(drawn).toEqual({ color: 'rgb(0, 0, 0)', backgroundColor: 'rgb(255, 209, 102)' });
});

test('the snippet is copied from the list and from its page, and is all that a page needs', async ({
  browser,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.goto(`${desk.server.url}/admin/widgets`);
  await page
    .getByRole('button', { name: /^Copy the code of / })
    .first()
    .click();
  await expect(page.getByText(/^The code of .* is copied$/)).toBeVisible();
  const copied = await clipboard();
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await edit('install');
  await page.getByRole('button', { name: 'Copy the code', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await clipboard()).toBe(copied);

  const site = await ForeignSite.open(`<h1>Shop</h1>${copied}`);
  try {
    const visitor = await Visitor.open(browser, site.url);
    await visitor.enter('Jana', 'Hello');
    await visitor.panel.getByText('in line').waitFor();
  } finally {
    site.close();
  }
});
