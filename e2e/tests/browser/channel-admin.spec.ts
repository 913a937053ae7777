/** An administrator connects a WhatsApp number: what is entered where, what the test says, and that secrets stay secret. */
import type { Desk } from '../../support/desk.ts';
import { ACCOUNTS, connect, type Graph } from '../../support/graph.ts';
import { eachWithMessengers } from '../../support/messengers.ts';
import { Console } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

const NUMBER = ACCOUNTS.whatsapp;
const TOKEN = { kind: 'wa', id: NUMBER.waba_id };

let graph: Graph;
let desk: Desk;

eachWithMessengers({}, (it) => ({ graph, desk } = it));

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
  await graph.tell({
    ...{ callback: { whatsapp: webhook }, subscriptions: { [NUMBER.waba_id!]: ['messages'] } },
  });

  // A wrong secret is seen by the test, and by what comes in.
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  const results = page.getByRole('list', { name: 'What the test found' });
  await expect(results.getByText('Access token in order')).toBeVisible();
  await expect(results.getByText('App secret not in order')).toBeVisible();
  // Its advice is followed on another tab: what was found is there still when one comes back.
  await page.getByRole('tab', { name: 'Settings' }).click();
  await expect(page.getByLabel('App secret')).toBeVisible();
  await page.getByRole('tab', { name: 'Connection' }).click();
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
  await expect(page.getByText('The token has expired. Make a new one')).toBeVisible();

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

test('a subscription that is missing is taken up with a press, and one that is lost is told', async ({
  browser,
}) => {
  const { id } = await connect(graph, desk.administrator, 'messenger');
  const mine = await opened(browser);
  const { page } = mine;
  await page.goto(`${desk.server.url}/admin/channels/${id}`);
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  const found = page.getByRole('list', { name: 'What the test found' });
  const subscription = found.getByRole('listitem').filter({ hasText: 'Subscription' });
  await expect(subscription.getByText('nothing clients write comes in')).toBeVisible();
  // Refused: it says why and what is needed.
  await graph.fails({ count: 1, code: 200, match: { kind: 'subscribed_apps' } });
  await subscription.getByRole('button', { name: 'Subscribe now' }).click();
  await expect(subscription.getByText('It needs pages_manage_metadata')).toBeVisible();
  await graph.behaves();
  await subscription.getByRole('button', { name: 'Subscribe now' }).click();
  await expect(page.getByText('The app is subscribed')).toBeVisible();
  await expect(found.getByText('Subscription in order')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Subscribe now' })).toBeHidden();

  // Meta took it away while this server was down: it says so by itself after the start.
  await graph.tell({ unsubscribe: [ACCOUNTS.messenger.page_id] });
  await desk.server.stop();
  await desk.server.run();
  await page.goto(`${desk.server.url}/admin/channels`);
  await expect(page.getByText('Acme page')).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('Not subscribed')).toBeVisible({ timeout: 2000 });
  }).toPass();
  await page.getByRole('link', { name: 'Acme page' }).click();
  const trouble = page.getByRole('alert').filter({ hasText: 'sends nothing here' });
  await trouble.getByRole('button', { name: 'Subscribe now' }).click();
  await expect(trouble).toBeHidden();
  await expect(found.getByText('Subscription in order')).toBeVisible();
});

test('a new app secret costs no message, and the one before is ended by hand', async ({ browser }) => {
  const { id } = await connect(graph, desk.administrator, 'whatsapp');
  const { page } = await opened(browser);
  await page.goto(`${desk.server.url}/admin/channels/${id}?tab=settings`);
  await page.getByLabel('App secret').fill('the new secret of the app');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved: Acme number')).toBeVisible();
  await expect(page.getByText('the previous app secret are accepted until')).toBeVisible();
  // Meta still signs with the old one, then with the new one: both come in.
  await graph.writes('whatsapp', { from: '421905120001', text: 'Under the old one' });
  await graph.tell({ config: { callback_secret_override: 'the new secret of the app' } });
  await graph.writes('whatsapp', { from: '421905120002', text: 'Under the new one' });
  await expect.poll(() => waiting()).toBe(2);

  await page.getByRole('tab', { name: 'Connection' }).click();
  await page.getByRole('button', { name: 'Stop taking it now' }).click();
  const sure = page.getByRole('dialog', { name: 'Stop accepting the previous app secret?' });
  await sure.getByRole('button', { name: 'Stop taking it now' }).click();
  await expect(page.getByText('The previous app secret is no longer accepted')).toBeVisible();
  await expect(page.getByText('the previous app secret are accepted until')).toBeHidden();
  await graph.tell({ config: { callback_secret_override: null } });
  await graph.writes('whatsapp', { from: '421905120003', text: 'Too late' });
  await page.reload();
  await expect(page.getByText('Wrong signature')).toBeVisible();
  expect(await waiting()).toBe(2);
});

async function waiting(): Promise<number> {
  const { items } = await desk.administrator.get<{ items: unknown[] }>('GET', '/conversations');
  return items.length;
}

const GROUP = {
  ...{ name: 'Sales', chat_limit: null, accept_seconds: 60, service_level_seconds: 60 },
};

async function opened(browser: Parameters<typeof Console.open>[0]): Promise<Console> {
  const mine = await Console.open(browser, desk.server.url);
  await mine.signIn(desk.administrator);
  return mine;
}
