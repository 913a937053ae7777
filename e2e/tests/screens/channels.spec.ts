/** The pages about messengers, and a talk through one with everything that can stand in it. */
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { png } from '../../support/chosen-files.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { ACCOUNTS, connect, Graph, type Written } from '../../support/graph.ts';
import { LOOKS, look, open } from '../../support/look.ts';
import { signIn } from '../../support/pages.ts';
import type { Operator } from '../../support/people.ts';
import { test } from '../../support/test.ts';

const JANA = { from: '421905123456', name: 'Jana Nováková' };
const HOUR = 3600;

for (const [style, options] of Object.entries(LOOKS)) {
  test(`messengers, ${style}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const graph = await Graph.start();
    const desk = await openDesk({ settings: `meta_graph_url = "${graph.url}"` });
    try {
      await lookAtPages(browser, options, graph, desk, style);
      await lookAtTalk(browser, options, graph, desk, style);
    } finally {
      graph.end();
      await desk.server.discard();
    }
  });
}

async function lookAtPages(
  browser: Browser,
  options: BrowserContextOptions,
  graph: Graph,
  { server, administrator }: Desk,
  style: string,
): Promise<void> {
  const page = await open(browser, options, server.url);
  await signIn(page, administrator);
  await page.goto(`${server.url}/admin/channels`);
  await page.getByText('No page or number is connected').waitFor();
  await look(page, 'channels-empty', style);
  await page.getByRole('button', { name: 'Connect a page or number' }).click();
  await page.getByRole('dialog').getByLabel('Page ID').waitFor();
  await look(page, 'channels-connect', style);
  await page.keyboard.press('Escape');
  const number = await connect(graph, administrator, 'whatsapp');
  const { id } = await connect(graph, administrator, 'messenger');
  await administrator.get('PATCH', `/channels/${id}`, { settings: { access_token: 'expired' } });
  await graph.tell({
    tokens: { expired: { kind: 'page', id: ACCOUNTS.messenger.page_id, status: 'expired' } },
  });
  await page.goto(`${server.url}/admin/channels`);
  await page.getByText('Acme number').waitFor();
  await look(page, 'channels', style);
  await lookAtCare(page, administrator, `${server.url}/admin/channels/${number.id}`, style);
  await page.goto(`${server.url}/admin/channels/${id}`);
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByRole('list', { name: 'What the test found' }).waitFor();
  await look(page, 'channel', style);
  await page.getByRole('listitem').filter({ hasText: 'Webhook address' }).scrollIntoViewIfNeeded();
  await look(page, 'channel-test', style);
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByLabel('Access token').waitFor();
  await look(page, 'channel-settings', style);
  await page.getByRole('tab', { name: 'Routing' }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await look(page, 'channel-routing', style);
}

/** A secret that is being renewed, and a subscription that is missing. */
async function lookAtCare(page: Page, administrator: Operator, url: string, style: string): Promise<void> {
  const path = url.slice(url.indexOf('/channels/'));
  await administrator.get('PATCH', path, { settings: { app_secret: 'the new secret' } });
  await page.goto(url);
  await page.getByText('previous app secret').waitFor();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByRole('list', { name: 'What the test found' }).waitFor();
  await page.getByRole('alert').first().waitFor();
  await look(page, 'channel-care', style);
  await page.getByRole('listitem').filter({ hasText: 'Webhook address' }).scrollIntoViewIfNeeded();
  await look(page, 'channel-care-test', style);
}

async function lookAtTalk(
  browser: Browser,
  options: BrowserContextOptions,
  graph: Graph,
  { server, administrator }: Desk,
  style: string,
): Promise<void> {
  const says = async (what: object, seconds = 0) => {
    await graph.tell({ clock_offset_s: seconds });
    const id = await graph.writes('whatsapp', { ...JANA, ...what } as Written);
    await graph.tell({ clock_offset_s: 0 });
    return id;
  };
  const b64 = png('lamp.png', 320, 200).buffer.toString('base64');
  const first = await says({ text: 'Dobry den, kdy prijede ta lampa?' }, -2 * HOUR);
  await says({ message: { type: 'edit', edit: edited(first) } });
  await says({ media: { type: 'image', mime: 'image/png', b64, caption: 'Tahle' } });
  const gone = await says({ text: 'Omylem' });
  await says({ message: { type: 'revoke', revoke: { original_message_id: gone } } });
  for (const message of CONTENTS) await says({ message });
  const page = await open(browser, options, server.url);
  await signIn(page, administrator);
  await page.locator('[data-row]').filter({ hasText: JANA.name }).focus();
  await page.keyboard.press('Enter');
  const composer = page.getByRole('textbox', { name: 'Message', exact: true });
  const answers = async (text: string) => {
    await composer.fill(text);
    await composer.press('Enter');
    await page.locator('[data-seq]').filter({ hasText: text }).waitFor();
  };
  await graph.tell({ auto_status: { enabled: true } });
  await answers('Dobrý den, zítra mezi 9. a 12. hodinou.');
  await page.getByTitle('Read', { exact: true }).first().waitFor();
  // Else a late word settles what nobody knows.
  await graph.tell({ auto_status: { enabled: false } });
  await graph.fails({ count: 1, mode: 'accept_then_drop', match: { kind: 'send' } });
  await answers('Odkaz na zásilku: https://lumen.example/track/1');
  await page.getByText('may or may not have received it').waitFor();
  await graph.fails({ count: 1, code: 131026, match: { kind: 'send' } });
  await answers('Ještě něco?');
  await page.getByText('The client cannot be reached').waitFor();
  await graph.behaves();
  // What is unread is longer than the screen: the end is one press away.
  await page.getByRole('button', { name: /new messages$/ }).click();
  await look(page, 'channel-talk', style);
  await top(page);
  await look(page, 'channel-talk-top', style);
  await page.getByText('2 × LUNA-1').scrollIntoViewIfNeeded();
  await look(page, 'channel-talk-contents', style);

  const late = { from: '421905999888', name: 'Petr Svoboda', text: 'Jste tam?' };
  await says(late, -25 * HOUR);
  await page.goto(server.url);
  await page.locator('[data-row]').filter({ hasText: late.name }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^follow_up/ }).waitFor();
  await look(page, 'channel-closed', style);
  await page.getByRole('button', { name: /^follow_up/ }).click();
  await page.getByLabel('Field 1').fill('Petře');
  await look(page, 'channel-template', style);
}

async function top(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Edited' }).click();
  await page.getByText('Dobry den, kdy prijede ta lampa?').scrollIntoViewIfNeeded();
}

const edited = (original_message_id: string) => ({
  original_message_id,
  message: { type: 'text', text: { body: 'Dobrý den, kdy přijede ta lampa?' } },
});

const CONTENTS = [
  {
    type: 'location',
    location: { latitude: 50.0755, longitude: 14.4378, name: 'Prodejna', address: 'Vodičkova 12' },
  },
  {
    type: 'contacts',
    contacts: [
      {
        ...{ name: { formatted_name: 'Petr Svoboda' }, org: { company: 'Firma s.r.o.' } },
        ...{ phones: [{ phone: '+420602111222' }], emails: [{ email: 'petr@firma.example' }] },
      },
    ],
  },
  {
    type: 'order',
    order: {
      catalog_id: '1',
      product_items: [
        { product_retailer_id: 'LUNA-1', quantity: 2, item_price: 1290, currency: 'CZK' },
        { product_retailer_id: 'KABEL', quantity: 1, item_price: 190, currency: 'CZK' },
      ],
    },
  },
  { type: 'unsupported', errors: [{ code: 131051, title: 'Unsupported' }] },
];
