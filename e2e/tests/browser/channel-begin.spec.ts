/** A talk is begun from our side: what stands in the way says where to go on, and nothing that was typed is lost. */
import type { Browser, Locator, Page } from '@playwright/test';
import type { Desk } from '../../support/desk.ts';
import { connect, type Graph } from '../../support/graph.ts';
import { eachWithMessengers, JANA } from '../../support/messengers.ts';
import { Console } from '../../support/pages.ts';
import type { Operator } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let graph: Graph;
let desk: Desk;

eachWithMessengers({ operators: 1 }, (it) => ({ graph, desk } = it));
test.beforeEach(() => connect(graph, desk.administrator, 'whatsapp'));

async function opened(browser: Browser, who: Operator): Promise<Console> {
  const mine = await Console.open(browser, desk.server.url);
  await mine.signIn(who);
  return mine;
}

async function begin(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('Write by template');
  await page.getByRole('option', { name: /Write by template/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Write by template' });
  await dialog.getByRole('button', { name: /^hello_world/ }).waitFor();
  return dialog;
}

test('where a talk with the client runs already, it is opened', async ({ browser }) => {
  await graph.writes('whatsapp', { ...JANA, text: 'Hello' });
  const mine = await opened(browser, desk.operators[0]!);
  await mine.accept(JANA.name);
  await mine.page.goto(desk.server.url);
  await mine.heading.waitFor();
  const dialog = await begin(mine.page);
  await dialog.getByLabel('Phone').fill(`+${JANA.from}`);
  await dialog.getByRole('button', { name: /^hello_world/ }).click();
  await dialog.getByRole('button', { name: 'Send template' }).click();
  await expect(dialog.getByText('has a running conversation there already')).toBeVisible();
  await dialog.getByRole('button', { name: 'Open it' }).click();
  await expect(mine.stage(JANA.name)).toBeVisible();
  await expect(dialog).toHaveCount(0);
});

test('after an answer that was lost a corrected number is written to', async ({ browser }) => {
  const { page } = await opened(browser, desk.operators[0]!);
  const dialog = await begin(page);
  await dialog.getByLabel('Phone').fill('+420 602 418 773');
  await dialog.getByRole('button', { name: /^hello_world/ }).click();
  const path = '**/api/v1/channels/*/conversations';
  await page.route(path, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await dialog.getByRole('button', { name: 'Send template' }).click();
  await expect(dialog.getByText('The server did not answer')).toBeVisible();
  await page.unroute(path);
  await dialog.getByLabel('Phone').fill('+420 602 418 774');
  await dialog.getByRole('button', { name: 'Send template' }).click();
  await expect(dialog).toHaveCount(0);
  await expect
    .poll(async () => (await graph.calls('whatsapp')).map((it) => it.body?.to))
    .toEqual(['+420602418773', '+420602418774']);
});

test('what was typed survives a click beside the dialog, and closing it asks', async ({ browser }) => {
  const { page } = await opened(browser, desk.operators[0]!);
  const dialog = await begin(page);
  // Nothing is lost of what nobody typed.
  await page.mouse.click(5, 5);
  await expect(dialog).toHaveCount(0);
  await begin(page);
  const phone = dialog.getByLabel('Phone');
  await phone.fill('+420 602');
  await page.mouse.click(5, 5);
  await page.keyboard.press('Escape');
  const sure = page.getByRole('dialog', { name: 'Leave without saving?' });
  await sure.getByRole('button', { name: 'Stay here' }).click();
  await expect(sure).toHaveCount(0);
  await expect(phone).toHaveValue('+420 602');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await sure.getByRole('button', { name: 'Leave and lose the changes' }).click();
  await expect(dialog).toHaveCount(0);
});

test('what was pasted of an account survives a click beside the dialog', async ({ browser }) => {
  const { page } = await opened(browser, desk.administrator);
  await page.goto(`${desk.server.url}/admin/channels`);
  await page.getByRole('button', { name: 'Connect a page or number' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connect a page or number' });
  await dialog.getByLabel('Access token').fill('pasted');
  await page.mouse.click(5, 5);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Stay here' }).click();
  await expect(dialog.getByLabel('Access token')).toHaveValue('pasted');
});
