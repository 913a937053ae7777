/** The console without a mouse: the whole story, the palette, and a focus that is seen and never caught. */
import type { Browser, Page } from '@playwright/test';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { Client, PASSWORD } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 2 });
});

test.afterEach(async () => {
  await desk.server.discard();
});

/** A console whose mouse is never used: what is pressed is pressed here. */
async function open(page: Page, email: string): Promise<void> {
  await page.goto(`${desk.server.url}/sign-in`);
  await tabTo(page, page.getByLabel('E-mail'));
  await page.keyboard.type(email);
  await tabTo(page, page.getByRole('textbox', { name: 'Password' }));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
}

/** Tab by Tab until it has the focus. */
async function tabTo(page: Page, what: ReturnType<Page['locator']>): Promise<void> {
  await what.waitFor();
  for (let tabs = 0; tabs < 80; tabs++) {
    if (await what.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab never comes to it');
}

async function newPage(browser: Browser, width = 1440): Promise<Page> {
  return (await browser.newContext({ viewport: { width, height: 900 } })).newPage();
}

async function waits(name: string, text: string): Promise<Client> {
  const client = new Client(desk.server.url);
  await client.enter(name);
  await client.says(uuid7(), text);
  return client;
}

const palette = (page: Page) => page.getByRole('dialog', { name: 'Commands' });
const search = (page: Page) => page.getByRole('combobox', { name: 'Command or conversation' });

test('from signing in to the end of a conversation with the keyboard alone', async ({ browser }) => {
  const [one, two] = desk.operators;
  const page = await newPage(browser);
  await open(page, one!.email);
  const jana = await waits('Jana', 'My bill is too high');
  await waits('Karel', 'I am moving');
  const row = (name: string) => page.locator('[data-row]').filter({ hasText: name });
  await expect(row('Jana')).toContainText('My bill is too high');
  await expect(row('Karel')).toBeVisible();

  // J and K move, Space looks, Escape leads back.
  await page.keyboard.press('j');
  await expect(row('Jana')).toBeFocused();
  await page.keyboard.press('j');
  await expect(row('Karel')).toBeFocused();
  await page.keyboard.press('k');
  await expect(row('Jana')).toBeFocused();
  await page.keyboard.press('Space');
  await expect(page.getByRole('dialog', { name: 'Preview Jana' })).toContainText('My bill is too high');
  await page.keyboard.press('Escape');
  await expect(row('Jana')).toBeFocused();

  // Enter accepts; the focus is where one writes.
  await page.keyboard.press('Enter');
  const composer = page.getByRole('textbox', { name: 'Message', exact: true });
  await expect(composer).toBeFocused();
  await page.keyboard.type('Let me look, k?');
  await page.keyboard.press('Enter');
  const thread = page.getByRole('log');
  await expect(thread).toContainText('Let me look, k?');
  await page.keyboard.press('Alt+n');
  await expect(page.getByRole('textbox', { name: 'Internal note' })).toBeFocused();
  await page.keyboard.type('The meter was changed in May');
  await page.keyboard.press('Enter');
  await expect(thread).toContainText('The meter was changed in May');
  expect(JSON.stringify(await jana.current())).not.toContain('The meter was changed');

  // Escape leaves the text, R redirects.
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await tabTo(page, page.getByRole('button', { name: 'Operator', exact: true }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('combobox', { name: 'Name or group' }));
  await page.keyboard.type(two!.name);
  await expect(page.getByRole('button', { name: `Redirect to ${two!.name}` })).toBeVisible();
  await tabTo(page, page.getByLabel('A word for whoever comes next'));
  await page.keyboard.type('Reading looks wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`Redirected to ${two!.name}`)).toBeVisible();

  // The colleague accepts and ends with a result.
  const other = await newPage(browser);
  await open(other, two!.email);
  // The order is the order of arrival: Jana, who was redirected, is the first.
  const redirected = other.locator('[data-row]').filter({ hasText: `from ${one!.name}` });
  await expect(redirected).toContainText('Jana');
  await other.keyboard.press('j');
  await expect(redirected).toBeFocused();
  await other.keyboard.press('Enter');
  await expect(other.getByRole('log')).toContainText('Reading looks wrong');
  await other.keyboard.press('Alt+e');
  const ending = other.getByRole('dialog', { name: /End the conversation/ });
  await tabTo(other, ending.getByRole('radio').first());
  await other.keyboard.press('Space');
  await tabTo(other, ending.getByRole('button', { name: 'End conversation' }));
  await other.keyboard.press('Enter');
  await expect(ending).toBeHidden();
  await expect.poll(async () => (await jana.current()).state).toBe('ended');
});

test('the palette finds commands, says why not, runs them and gives the focus back', async ({ browser }) => {
  const page = await newPage(browser);
  await open(page, desk.operators[0]!.email);
  await waits('Jana', 'My bill is too high');
  await page.keyboard.press('j');
  const row = page.locator('[data-row]').filter({ hasText: 'Jana' });
  await expect(row).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(search(page)).toBeFocused();
  const option = (name: RegExp) => palette(page).getByRole('option', { name });
  await expect(option(/^Accept.*Jana/)).toHaveAttribute('aria-selected', 'true');
  await expect(option(/^Accept.*Jana/)).toContainText('↵');
  // No administrator, no pages of the administration.
  await expect(option(/Users and groups/)).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(row).toBeFocused();

  // A few letters, arrows, Enter.
  await page.keyboard.press('Control+k');
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(palette(page)).toBeHidden();
  await expect(row).toBeFocused();

  // What was used last comes first; what is searched and not there is said.
  await page.keyboard.press('Control+k');
  await expect(search(page)).toBeFocused();
  await expect(palette(page).getByRole('group', { name: 'Used last' }).getByRole('option')).toHaveText(
    /Dark/,
  );
  await page.keyboard.type('xyzzy');
  await expect(palette(page)).toContainText('Nothing is called that here');
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeHidden();

  // The client at hand is accepted from the palette; in the conversation it offers what the conversation can.
  await page.keyboard.press('Control+k');
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('accept');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor();
  await page.keyboard.press('Control+k');
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('end conv');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: /End the conversation with Jana/ })).toBeVisible();
});

test('a full operator sees in the palette why nobody more can be accepted', async ({ browser }) => {
  await desk.server.discard();
  desk = await openDesk({ operators: 1, chatLimit: 1 });
  const page = await newPage(browser);
  await open(page, desk.operators[0]!.email);
  const first = await waits('Jana', 'Hello');
  await desk.operators[0]!.get('POST', `/conversations/${first.conversation}/accept`);
  await waits('Karel', 'Hello');
  await page.locator('[data-row]').filter({ hasText: 'Karel' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Control+k');
  const accept = palette(page).getByRole('option', { name: /^Accept/ });
  await expect(accept).toHaveAttribute('aria-disabled', 'true');
  await expect(accept).toContainText('Your limit of 1 is reached');
  await page.keyboard.press('Enter');
  await expect(palette(page)).toBeVisible();
});

test('what was just done is taken back with Ctrl Z, or from the palette, but not while one types', async ({
  browser,
}) => {
  const [ben] = desk.operators;
  for (const title of ['Greeting', 'Farewell'])
    await ben!.get('POST', '/templates', {
      ...{ shared: false, shortcut: title.toLowerCase(), title, folder: '', language: null, text: title },
    });
  const page = await newPage(browser);
  await open(page, ben!.email);
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  const row = (title: string) => page.getByRole('listitem').filter({ hasText: title });
  const remove = async (title: string) => {
    await tabTo(page, row(title).getByRole('button', { name: `Remove ${title}` }));
    await page.keyboard.press('Enter');
    await expect(row(title)).toHaveCount(0);
  };
  const toast = page.getByRole('status').filter({ hasText: 'Undo' });

  await remove('Greeting');
  await expect(toast).toContainText('Ctrl Z');
  // In a field it takes back what was typed there.
  const field = page.getByRole('searchbox', { name: 'Search templates' });
  await page.keyboard.press('/');
  await expect(field).toBeFocused();
  await page.keyboard.type('Fare');
  await page.keyboard.press('Control+z');
  await expect(field).toHaveValue('');
  await expect(row('Greeting')).toHaveCount(0);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+z');
  await expect(row('Greeting')).toBeVisible();
  await expect(toast).toHaveCount(0);

  // The palette offers it for as long as it is open.
  await remove('Farewell');
  await page.keyboard.press('Control+k');
  await search(page).fill('undo');
  const option = palette(page).getByRole('option', { name: /^Undo/ });
  await expect(option).toContainText('Farewell');
  await page.keyboard.press('Enter');
  await expect(row('Farewell')).toBeVisible();
  await expect(palette(page)).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await search(page).fill('undo');
  await expect(palette(page).getByText('Nothing')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette(page)).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'Undo' })).toContainText('Z');
});

test('on a phone what was just done is told above the tabs', async ({ browser }) => {
  const ben = desk.operators[0]!;
  const text = { shared: false, shortcut: 'hi', title: 'Hi', folder: '', language: null, text: 'Hi' };
  await ben.get('POST', '/templates', text);
  const page = await newPage(browser, 390);
  await open(page, ben.email);
  await page.goto(`${desk.server.url}/templates`);
  await tabTo(page, page.getByRole('button', { name: 'Remove Hi' }));
  await page.keyboard.press('Enter');
  const toast = page.getByRole('status').filter({ hasText: 'Undo' });
  const tabs = page.locator('nav.rail');
  const edges = async () => [(await toast.boundingBox())!, (await tabs.boundingBox())!] as const;
  await expect(toast).toBeVisible();
  const [told, below] = await edges();
  expect(told.y + told.height).toBeLessThanOrEqual(below.y);
});

test('the palette fits a phone', async ({ browser }) => {
  const page = await newPage(browser, 390);
  await open(page, desk.operators[0]!.email);
  await tabTo(page, page.getByRole('button', { name: 'Commands' }));
  await page.keyboard.press('Enter');
  await expect(search(page)).toBeFocused();
  const box = (await palette(page).boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(390);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Commands' })).toBeFocused();
});

test('Tab goes through the workspace and round, and each focus is seen', async ({ browser }) => {
  const page = await newPage(browser);
  await open(page, desk.operators[0]!.email);
  await waits('Jana', 'My bill is too high');
  await page.locator('[data-row]').filter({ hasText: 'Jana' }).waitFor();
  const seen: string[] = [];
  for (let tabs = 0; tabs < 60; tabs++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const node = document.activeElement;
      if (node === null || node === document.body) return null;
      const marked = (it: Element | null): boolean => {
        if (it === null) return false;
        const { boxShadow, outlineStyle, outlineWidth } = getComputedStyle(it);
        return boxShadow !== 'none' || (outlineStyle !== 'none' && outlineWidth !== '0px');
      };
      const name = node.getAttribute('aria-label') ?? node.textContent.trim().slice(0, 40);
      return { name: `${node.tagName} ${name}`, isMarked: marked(node) || marked(node.parentElement) };
    });
    if (focus === null) break;
    expect(focus.isMarked, `${focus.name} shows that it has the focus`).toBe(true);
    if (focus.name === seen[0]) break;
    expect(seen.at(-1), 'Tab moves on').not.toBe(focus.name);
    seen.push(focus.name);
  }
  // Round once: out of the page, or at the first one again.
  expect(seen.length).toBeGreaterThan(8);
  expect(seen.length).toBeLessThan(60);
});
