/** A client asks for everything, and for everything to be gone; what is old goes by itself. */
import { readFileSync } from 'node:fs';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { openDesk, type Desk } from '../../support/desk.ts';
import { Console } from '../../support/pages.ts';
import { Client, type Operator } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
let ada: Console;
let client: Client;

test.beforeEach(async ({ browser }) => {
  desk = await openDesk({ operators: 1 });
  client = new Client(desk.server.url);
  await client.enter('Jana Nová');
  await client.says(uuid7(), 'My meter ticks at night');
  ada = await Console.open(browser, desk.server.url);
  await ada.signIn(desk.administrator);
});

test.afterEach(async () => {
  await desk.server.discard();
});

test('a client is exported and erased from the Client tab, and refused while a talk goes on', async () => {
  const { page } = ada;
  const bob = desk.operators[0] as Operator;
  const talk = client.conversation;
  await bob.get('POST', `/conversations/${talk}/accept`);
  await page.goto(`${desk.server.url}/?conversation=${talk}`);
  const dock = page.getByRole('complementary', { name: 'Client' });
  const dialog = page.getByRole('dialog', { name: 'Erase this client?' });
  const erase = dock.getByRole('button', { name: 'Erase client…' });

  const saving = page.waitForEvent('download');
  await dock.getByRole('link', { name: 'Export all data' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^client-\d{4}-\d\d-\d\d\.zip$/);
  expect(
    readFileSync(await saved.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');

  await erase.click();
  await expect(dialog.getByText('The client is in a conversation: end it first.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Erase for good' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await bob.get('POST', `/conversations/${talk}/end`, {});
  await erase.click();
  await expect(dialog.getByText('what was said in 1 conversation')).toBeVisible();
  const word = dialog.getByLabel('To erase, type: Jana Nová');
  await word.fill('Jana');
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await expect(dialog.getByText('This is not what was to be typed.')).toBeVisible();
  await word.fill('Jana Nová');
  await word.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Client erased')).toBeVisible();
  await expect(page.getByText("Erased for the client's privacy").first()).toBeVisible();
  await expect(page.getByText('My meter ticks at night')).toHaveCount(0);
  await expect(page.getByText('Jana Nová')).toHaveCount(0);

  // Who is no administrator is offered neither.
  await client.ask('POST', '/conversations', { id: uuid7(), widget: 'demo', entry: 'chat', form: {} });
  const his = await Console.open(page.context().browser()!, desk.server.url);
  await his.signIn(bob);
  await his.page.goto(`${desk.server.url}/?conversation=${talk}`);
  await expect(his.page.getByRole('complementary', { name: 'Client' })).toBeVisible();
  await expect(his.page.getByRole('button', { name: 'Erase client…' })).toHaveCount(0);
});

test('how long it is kept: what is older is told before it is saved, and asked about', async () => {
  const { page } = ada;
  await page.goto(`${desk.server.url}/admin/privacy`);
  const days = page.getByLabel('Make conversations anonymous after');
  await expect(page.getByText('Nothing is older than that now.')).toBeVisible();
  await days.fill('0');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('from 1 to')).toBeVisible();
  await days.fill('365');
  await expect(page.getByText('Nothing is older than that now.')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase what is older?' });
  await dialog.getByRole('button', { name: 'Save and erase' }).click();
  await expect(page.getByText('Privacy saved')).toBeVisible();
  await page.reload();
  await expect(days).toHaveValue('365');
});
