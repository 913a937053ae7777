/** An administrator connects a WhatsApp number: what is entered where, what the test says, and that secrets stay secret. */
import { type Desk, openDesk } from '../../support/desk.ts';
import { ACCOUNTS, Graph } from '../../support/graph.ts';
import { Console } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

const NUMBER = ACCOUNTS.whatsapp;
const TOKEN = { kind: 'wa', id: NUMBER.waba_id };

let graph: Graph;
let desk: Desk;

test.beforeEach(async () => {
  graph = await Graph.start();
  desk = await openDesk({ settings: `meta_graph_url = "${graph.url}"` });
});
test.afterEach(async () => {
  graph.end();
  await desk.server.discard();
});

test('a number is connected, tested, put right and removed', async ({ browser }) => {
  const { page } = await opened(browser);
  await page.goto(`${desk.server.url}/admin/channels`);
  await expect(page.getByText('No page or number is connected')).toBeVisible();
  await page.getByRole('button', { name: 'Connect a page or number' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connect a page or number' });
  await dialog.getByRole('radio', { name: 'WhatsApp' }).click();
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(dialog.getByText('Look at the marked fields')).toBeVisible();
  await dialog.getByLabel('Name', { exact: true }).fill('Support number');
  await dialog.getByLabel('Phone number ID').fill(NUMBER.phone_number_id!);
  await dialog.getByLabel('WhatsApp Business account ID').fill(NUMBER.waba_id!);
  await dialog.getByLabel('Access token').fill(NUMBER.access_token!);
  await dialog.getByLabel('App secret').fill('not the secret of this app');
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();

  // What Meta is told: the address answers to who knows the token, and to nobody else.
  await expect(page.getByRole('heading', { name: 'To enter at Meta' })).toBeVisible();
  const webhook = await page.getByRole('group', { name: 'Webhook address' }).locator('.value').innerText();
  const token = await page.getByRole('group', { name: 'Verify token' }).locator('.value').innerText();
  const asked = async (word: string) => {
    const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': word });
    query.set('hub.challenge', '1158201444');
    return (await fetch(`${webhook}?${query}`)).text();
  };
  expect(await asked(token)).toBe('1158201444');
  expect(await asked('another word')).not.toContain('1158201444');
  await graph.tell({ callback: { whatsapp: webhook } });

  // A wrong secret is seen by the test, and by what comes in.
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  const results = page.getByRole('list', { name: 'What the test found' });
  await expect(results.getByText('Access token in order')).toBeVisible();
  await expect(results.getByText('App secret not in order')).toBeVisible();
  await graph.writes('whatsapp', { from: '421905123456', text: 'Hello?' });
  await page.reload();
  await expect(page.getByText('Wrong signature')).toBeVisible();

  // Secrets are not shown; what is entered replaces them.
  await page.getByRole('tab', { name: 'Settings' }).click();
  const secret = page.getByLabel('App secret');
  await expect(secret).toHaveValue('');
  await expect(page.getByText('Stored and not shown again').first()).toBeVisible();
  expect(await page.content()).not.toContain(NUMBER.access_token!);
  await secret.fill(NUMBER.app_secret!);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved: Support number')).toBeVisible();
  await expect(secret).toHaveValue('');
  await graph.writes('whatsapp', { from: '421905123456', text: 'Hello again' });
  await page.getByRole('tab', { name: 'Connection' }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 1000 });
  }).toPass();

  // A token that ended is told in words.
  await graph.tell({ tokens: { [NUMBER.access_token!]: { ...TOKEN, status: 'expired' } } });
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(page.getByText('Meta does not take the token')).toBeVisible();

  await page.getByRole('button', { name: 'More: Support number' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  const sure = page.getByRole('dialog', { name: 'Remove Support number?' });
  await sure.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No page or number is connected')).toBeVisible();
});

test('rules direct clients of a number, and are tried before they are saved', async ({ browser }) => {
  const { administrator, server } = desk;
  const sales = await administrator.get<{ id: string }>('POST', '/groups', {
    ...GROUP,
    // A rule passes over a group of which nobody is there.
    members: [administrator.id],
  });
  const { groups } = await administrator.workspace();
  const channel = await administrator.get<{ id: string }>('POST', '/channels', {
    ...{ kind: 'whatsapp', name: 'Support number', settings: NUMBER, routing: [] },
    target: { group: groups.find((it) => it.id !== sales.id)!.id },
  });
  await graph.tell({ callback: { whatsapp: `${server.url}/hooks/whatsapp/${channel.id}` } });
  const { page } = await opened(browser);
  await page.goto(`${server.url}/admin/channels/${channel.id}?tab=routing`);
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByRole('button', { name: 'Remove this condition' }).click();
  await page.getByLabel('Then to').selectOption({ label: 'Sales' });
  // This page's own line makes somebody of the group be there.
  await expect(async () => {
    await page.getByRole('button', { name: 'Try' }).click();
    await expect(page.getByText('Goes to Sales').first()).toBeVisible({ timeout: 1000 });
  }).toPass();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved: Support number')).toBeVisible();
  await graph.writes('whatsapp', { from: '421905123456', text: 'How much is it?' });
  await expect
    .poll(async () => {
      const { items } = await administrator.get<{ items: { group: { name: string } }[] }>(
        'GET',
        '/conversations',
      );
      return items.map((it) => it.group.name);
    })
    .toEqual(['Sales']);
});

const GROUP = {
  ...{ name: 'Sales', chat_limit: null, accept_seconds: 60, service_level_seconds: 60 },
};

async function opened(browser: Parameters<typeof Console.open>[0]): Promise<Console> {
  const mine = await Console.open(browser, desk.server.url);
  await mine.signIn(desk.administrator);
  return mine;
}
