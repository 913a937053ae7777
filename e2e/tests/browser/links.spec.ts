/** What is behind a link stands under the message; the server went there, and nobody's browser did. */
import { createServer, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openDesk } from '../../support/desk.ts';
import { openServed, type Served } from '../../support/served.ts';
import { expect, test } from '../../support/test.ts';

const PAGE = `<!DOCTYPE html><meta charset="utf-8"><title>Lampa Luna | Obchod</title>
  <meta property="og:title" content="Lampa Luna"><meta property="og:site_name" content="Lumen">
  <meta property="og:description" content="Stolní lampa s teplým světlem. ${'Svítí celou noc. '.repeat(12)}">`;

let served: Served;
let site: HttpServer;
let address: string;
let asked: IncomingMessage[] = [];
/** Pages are held back until this comes true. */
let opened: Promise<void> = Promise.resolve();

test.beforeEach(async ({ browser }) => {
  asked = [];
  opened = Promise.resolve();
  site = createServer((request, response) => {
    asked.push(request);
    void opened.then(() => response.setHeader('content-type', 'text/html').end(PAGE));
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  address = `http://localhost:${(site.address() as AddressInfo).port}/lampa`;
  const host = new URL(address).host;
  served = await openServed(
    browser,
    'Jana',
    await openDesk({ operators: 1, settings: `preview_hosts = ["${host}"]` }),
  );
});

test.afterEach(async () => {
  site.closeAllConnections();
  site.close();
  await served.desk.server.discard();
});

const card = () => served.thread.getByRole('link', { name: 'Lampa Luna, on localhost' });

test('a card tells what is behind the link, and the browser never went there', async () => {
  const { page, client } = served;
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).host === new URL(address).host) foreign.push(request.url());
  });
  await client.sends({ text: `Is it this one? ${address}` });
  await expect(card()).toContainText('Stolní lampa s teplým světlem');
  await expect(card()).toContainText('Lumen · localhost');
  await expect(card()).toHaveAttribute('href', address);
  await expect(card()).toHaveAttribute('rel', /noreferrer/);
  // Two lines of what it is about, however much that is.
  expect((await card().boundingBox())!.height).toBeLessThan(110);
  expect(asked).toHaveLength(1);
  expect(asked[0]!.headers['user-agent']).toMatch(/^Hovorna\//);
  expect(asked[0]!.headers.cookie).toBeUndefined();

  // An own message has one as well; the same page is not visited again.
  await served.console.say(`Yes: ${address}`);
  await expect(card()).toHaveCount(2);
  expect(asked).toHaveLength(1);
  expect(foreign).toEqual([]);
});

test('who reads at the end stays there when the card comes late', async () => {
  const { client, thread } = served;
  for (let n = 1; n <= 40; n++) await client.sends({ text: `Line ${n}` });
  await thread.getByText('Line 40').waitFor();
  let open = () => {};
  opened = new Promise((resolve) => (open = resolve));
  await client.sends({ text: `See ${address}` });
  await expect.poll(() => asked.length).toBe(1);
  await expect(card()).toHaveCount(0);
  open();
  await card().waitFor();
  // At once: the next event of the talk would bring the end into sight anyway.
  await expect(card()).toBeInViewport({ ratio: 1, timeout: 1_000 });
  const fromEnd = () => thread.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight);
  await expect.poll(fromEnd).toBeLessThanOrEqual(1);
});

test('switched off by an administrator, nobody goes there', async ({ browser }) => {
  const { desk, client, thread, page } = served;
  const settings = await desk.administrator.get<object>('GET', '/settings');
  const admin = await browser.newPage();
  await admin.goto(`${desk.server.url}/admin/company`);
  await admin.getByLabel('E-mail').fill(desk.administrator.email);
  await admin.getByRole('textbox', { name: 'Password' }).fill('a long enough password');
  await admin.getByRole('button', { name: 'Sign in' }).click();
  await admin.getByRole('switch', { name: 'Link previews' }).click();
  await admin.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(() => desk.administrator.get<object>('GET', '/settings'))
    .toEqual({ ...settings, link_previews: false });
  // What opens now knows it.
  await page.reload();
  await served.console.stage('Jana').waitFor();
  const { seq } = await client.sends({ text: `See ${address}` });
  await expect(thread.getByRole('link', { name: address })).toBeInViewport();
  const answer = await served.operator.ask(
    'GET',
    `/conversations/${client.conversation}/messages/${seq}/link`,
  );
  expect(answer.status).toBe(204);
  await expect(card()).toHaveCount(0);
  expect(asked).toHaveLength(0);
});
