/** Conversations found again: searched in the palette and on their page, listed by filters, for whoever may open them. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { pdf } from '../../support/chosen-files.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { connect, Graph } from '../../support/graph.ts';
import { Console } from '../../support/pages.ts';
import { Client, type Operator } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
let [alice, bob]: [Operator, Operator] = [null!, null!];

test.beforeEach(async () => {
  desk = await openDesk({ operators: 2 });
  [alice, bob] = desk.operators as [Operator, Operator];
});

test.afterEach(async () => {
  await desk.server.discard();
});

/** A talk of Alice's with a long past. */
async function talk(name: string, first: string, more = 60): Promise<Client> {
  const client = new Client(desk.server.url);
  await client.enter(name);
  await client.says(uuid7(), first);
  await alice.get('POST', `/conversations/${client.conversation}/accept`);
  for (let n = 0; n < more; n++) await client.says(uuid7(), `Zpráva číslo ${n}`);
  return client;
}

/** The index follows what is said within seconds. */
async function isFound(by: Operator, words: string): Promise<void> {
  const asked = () => by.get<{ conversations: { items: unknown[] } }>('GET', `/search?q=${words}`);
  await expect
    .poll(async () => (await asked()).conversations.items.length, { timeout: 20_000 })
    .toBeGreaterThan(0);
}

const field = (page: Page) => page.getByRole('searchbox');
const hits = (page: Page) => page.locator('main a.hit');

test('what was said long ago is found in the palette, and the conversation opens there', async ({
  browser,
}) => {
  await talk('Jana Procházková', 'Kde najdu své vyúčtování za květen?');
  await isFound(alice, 'vyuctovani');
  const hers = await Console.open(browser, desk.server.url);
  await hers.signIn(alice);
  const { page } = hers;
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await palette.getByRole('combobox').fill('kveten vyuct');
  const option = palette.getByRole('option').filter({ has: page.locator('mark') });
  await expect(option.locator('mark')).toHaveText(['vyúčtování', 'květen']);
  await expect(palette.getByRole('option', { name: /^Search everything for/ })).toBeVisible();
  await option.click();
  const message = page.locator('.thread [data-seq]').filter({ hasText: 'vyúčtování' });
  await expect(message).toBeInViewport();
  await expect(message).toHaveClass(/pointed/);
});

test('the page of the search is worked by keys, and the address keeps what was searched', async ({
  browser,
}) => {
  const client = await talk('Eva Malá', 'Konvice teče', 2);
  const { id } = await alice.uploads(client.conversation, 'Návod ke konvici.pdf', pdf('', 2_000).buffer);
  await alice.says(client.conversation, uuid7(), 'Zde je návod', { files: [id] });
  await alice.get('POST', `/conversations/${client.conversation}/end`, {});
  await isFound(alice, 'navod');
  const hers = await Console.open(browser, desk.server.url);
  await hers.signIn(alice);
  const { page } = hers;
  await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
  await page.keyboard.press('/');
  await page.getByRole('heading', { name: 'Conversations', level: 1 }).waitFor();
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('k');
  await page.getByText('Write at least two letters').waitFor();
  await page.keyboard.type('onvice');
  await expect(hits(page)).toHaveCount(1);
  await expect(page.locator('mark')).toHaveText('Konvice');
  await expect(page).toHaveURL(/q=konvice/);

  await field(page).fill('eva');
  await page.getByRole('tab', { name: 'Clients' }).click();
  await expect(hits(page)).toHaveText(/Eva Malá/);
  await field(page).fill('konvici');
  await expect(page.getByText('Nothing says “konvici”')).toBeVisible();
  await page.getByRole('button', { name: 'Look at Files' }).click();
  await expect(hits(page)).toHaveText(/Návod ke konvici\.pdf/);
  await page.reload();
  await expect(hits(page)).toHaveText(/Návod ke konvici\.pdf/);

  await field(page).focus();
  await page.keyboard.press('ArrowDown');
  await expect(hits(page)).toBeFocused();
  await page.keyboard.press('Enter');
  const message = page.locator('.thread [data-seq]').filter({ hasText: 'Zde je návod' });
  await expect(message).toBeFocused();
  await page.goBack();
  await expect(field(page)).toHaveValue('konvici');
  await expect(hits(page)).toHaveCount(1);
});

test('nobody is told what he or she may not open', async ({ browser }) => {
  const client = await talk('Tajný Klient', 'Konvice teče', 0);
  await alice.get('POST', `/conversations/${client.conversation}/notes`, {
    id: uuid7(),
    text: 'Konvice je z výprodeje',
  });
  await isFound(alice, 'vyprodej');
  const his = await Console.open(browser, desk.server.url);
  await his.signIn(bob);
  await his.page.goto(`${desk.server.url}/conversations?q=konvice`);
  await expect(his.page.getByText('Nothing says “konvice”')).toBeVisible();
  // A note is found by those who see it, and opens where it stands.
  const hers = await Console.open(browser, desk.server.url);
  await hers.signIn(alice);
  await hers.page.goto(`${desk.server.url}/conversations?q=vyprodej`);
  await expect(hits(hers.page)).toContainText('Internal note');
  await hits(hers.page).click();
  await expect(hers.page.locator('.thread .pointed')).toContainText('výprodeje');
});

test('a search that is not answered says so and can be asked again', async ({ browser }) => {
  await talk('Eva Malá', 'Konvice teče', 0);
  await isFound(alice, 'konvice');
  const hers = await Console.open(browser, desk.server.url);
  await hers.signIn(alice);
  await hers.page.route('**/api/v1/search?*', (route) => route.abort());
  await hers.page.goto(`${desk.server.url}/conversations?q=konvice`);
  await hers.page.getByText('The search was not answered').waitFor();
  await hers.page.unroute('**/api/v1/search?*');
  await hers.page.getByRole('button', { name: 'Try again' }).click();
  await expect(hits(hers.page)).toHaveCount(1);
});

test('the list is filtered, the address keeps it, and a supervisor saves it as a file', async ({
  browser,
}) => {
  const done = await talk('Eva Malá', 'Konvice teče', 0);
  const { results } = await alice.workspace();
  const solved = results.find((it) => it.name === 'Solved')!;
  await alice.get('POST', `/conversations/${done.conversation}/end`, { result: solved.id });
  const waits = new Client(desk.server.url);
  await waits.enter('Petr Velký');
  await isFound(alice, 'konvice');
  const hers = await Console.open(browser, desk.server.url);
  await hers.signIn(desk.administrator);
  const { page } = hers;
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await expect(hits(page)).toHaveCount(2);
  await page.getByLabel('Result').selectOption('Solved');
  await expect(hits(page)).toHaveCount(1);
  await expect(hits(page)).toHaveText(/Eva Malá/);
  await page.getByLabel('State').selectOption('Waiting');
  await expect(page.getByText('No conversation is like that')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Result')).toHaveValue(solved.id);
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await expect(hits(page)).toHaveCount(2);
  await page.getByLabel('From').fill('2020-01-01');
  await page.getByLabel('To', { exact: true }).fill('2020-01-31');
  await expect(hits(page)).toHaveCount(0);
  await page.getByLabel('To', { exact: true }).fill('');
  await expect(hits(page)).toHaveCount(2);
  // Words and filters together.
  await field(page).fill('konvice');
  await expect(hits(page)).toHaveCount(1);
  await page.getByLabel('State').selectOption('Waiting');
  await expect(page.getByText('Nothing says “konvice”')).toBeVisible();
  await field(page).fill('');
  await expect(hits(page)).toHaveCount(1);
  await expect(hits(page)).toHaveText(/Petr Velký/);

  await page.getByRole('button', { name: 'Clear filters' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Save as CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^conversations-\d{4}-\d\d-\d\d\.csv$/);
  const csv = readFileSync(await download.path(), 'utf8');
  expect(csv).toContain('Eva Malá');
  expect(csv.trim().split('\n')).toHaveLength(3);

  const his = await Console.open(browser, desk.server.url);
  await his.signIn(alice);
  await his.page.goto(`${desk.server.url}/conversations`);
  await expect(hits(his.page)).toHaveCount(2);
  await expect(his.page.getByRole('link', { name: 'Save as CSV' })).toHaveCount(0);
});

test('the list is of one page or number, also when it is connected no longer', async ({ browser }) => {
  const graph = await Graph.start();
  const other = await openDesk({ operators: 0, settings: `meta_graph_url = "${graph.url}"` });
  try {
    const hers = await Console.open(browser, other.server.url);
    await hers.signIn(other.administrator);
    const { page } = hers;
    await page.goto(`${other.server.url}/conversations`);
    await page.getByLabel('Widget').waitFor();
    // Where there never was one there is nothing to choose.
    await expect(page.getByLabel('Page or number')).toHaveCount(0);
    const number = await connect(graph, other.administrator, 'whatsapp');
    await graph.writes('whatsapp', { from: '421905123456', name: 'Jana Nováková', text: 'Hello' });
    await connect(graph, other.administrator, 'messenger');
    await graph.writes('messenger', { from: '7654321098765432', name: 'Eva Malá', text: 'Good morning' });
    await new Client(other.server.url).enter('Petr Velký');
    await expect(async () => {
      await page.reload();
      await expect(hits(page)).toHaveCount(3, { timeout: 2_000 });
    }).toPass();
    const jana = hits(page).filter({ hasText: 'Jana Nováková' });
    await expect(jana).toContainText('Acme number');
    await page.getByLabel('Page or number').selectOption('Acme number');
    await expect(hits(page)).toHaveCount(1);
    await expect(hits(page)).toHaveText(/Jana Nováková/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Save as CSV' }).click(),
    ]);
    const csv = readFileSync(await download.path(), 'utf8');
    expect(csv.trim().split('\n')).toHaveLength(2);
    expect(csv).toContain('Acme number');
    // With words, too.
    await field(page).fill('good');
    await expect(page.getByText('Nothing says “good”')).toBeVisible();
    await page.getByLabel('Page or number').selectOption('Acme page');
    await expect(hits(page)).toHaveText(/Eva Malá/);
    await field(page).fill('');
    await expect(hits(page)).toHaveText(/Eva Malá/);

    await other.administrator.get('DELETE', `/channels/${number.id}`);
    await page.goto(`${other.server.url}/conversations?channel=${number.id}`);
    await expect(hits(page)).toHaveText(/Jana Nováková/);
    await expect(page.getByLabel('Page or number').locator('option:checked')).toHaveText(
      'Acme number (no longer)',
    );
  } finally {
    graph.end();
    await other.server.discard();
  }
});

test('all conversations of a client are listed from the client panel', async ({ browser }) => {
  const client = await talk('Eva Malá', 'Konvice teče', 0);
  await alice.get('POST', `/conversations/${client.conversation}/end`, {});
  client.conversation = '';
  await client.enter('Eva Malá');
  await alice.get('POST', `/conversations/${client.conversation}/accept`);
  await talk('Petr Velký', 'Něco jiného', 0);
  await isFound(alice, 'jineho');
  const hers = await Console.open(browser, desk.server.url);
  await hers.signIn(alice);
  await hers.page.goto(`${desk.server.url}/?conversation=${client.conversation}`);
  await hers.page.getByRole('link', { name: 'All conversations' }).click();
  await expect(hits(hers.page)).toHaveCount(2);
  await expect(hers.page.getByText('Client: Eva Malá')).toBeVisible();
  await hers.page.getByRole('button', { name: 'Show all clients' }).click();
  await expect(hits(hers.page)).toHaveCount(3);
});
