/** Another system of the company hears what happens: set up, tried, told, and told again after it was down. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { type Desk, openDesk } from '../../support/desk.ts';
import { Console } from '../../support/pages.ts';
import { Client } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

interface Heard {
  headers: IncomingMessage['headers'];
  body: string;
}

/** A system that checks signatures as the specification says (standardwebhooks.com). */
class Other {
  readonly heard: Heard[] = [];
  status = 204;
  readonly #server = createServer((request, response) => {
    void read(request).then((body) => {
      this.heard.push({ headers: request.headers, body });
      response.writeHead(this.status).end(this.status === 204 ? undefined : 'down for repairs');
    });
  });

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return `http://127.0.0.1:${address.port}/hooks`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  types(): string[] {
    return this.heard.map(({ body }) => (JSON.parse(body) as { type: string }).type);
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

type IsOurs = (headers: Heard['headers'], body: string, secret: string) => boolean;

/** What the documents tell other systems to do, as it stands there. */
async function documented(): Promise<IsOurs> {
  const text = await readFile(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8');
  const [, code] = /```js\n([^]*?)```/.exec(text)!;
  const { isOurs } = (await import(`data:text/javascript,${encodeURIComponent(code!)}`)) as {
    isOurs: IsOurs;
  };
  return isOurs;
}

let desk: Desk;
let other: Other;

test.beforeEach(async () => {
  desk = await openDesk();
  other = new Other();
});

test.afterEach(async () => {
  other.close();
  await desk.server.discard();
});

test('an administrator connects another system, sees what it did not take and sends it again', async ({
  browser,
}) => {
  const url = await other.open();
  const administrator = await Console.open(browser, desk.server.url);
  await administrator.signIn(desk.administrator);
  const { page } = administrator;
  await page.goto(`${desk.server.url}/admin/webhooks`);
  await page.getByRole('button', { name: 'New webhook' }).click();
  const dialog = page.getByRole('dialog', { name: 'New webhook' });
  await dialog.getByLabel('Name').fill('Orders');
  await dialog.getByLabel('Address').fill('orders');
  await dialog.getByRole('button', { name: 'Add webhook' }).click();
  await expect(dialog.getByText('An address begins with https://')).toBeVisible();
  await expect(dialog.getByText('Choose at least one')).toBeVisible();
  await dialog.getByLabel('Address').fill(url);
  await dialog.getByText('A client came in').click();
  await dialog.getByRole('button', { name: 'Add webhook' }).click();
  const once_ = page.getByRole('dialog', { name: 'The secret of the webhook' });
  const secret = (await once_.locator('p.mono').textContent())!;
  await once_.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('link', { name: 'Orders' }).click();

  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByText('It took it and answered with 204.')).toBeVisible();
  expect(other.types()).toEqual(['test']);
  const isOurs = await documented();
  const isSigned = ({ headers, body }: Heard, by: string) => isOurs(headers, body, by);
  expect(isSigned(other.heard[0]!, secret)).toBe(true);
  expect(isSigned(other.heard[0]!, `whsec_${Buffer.alloc(32).toString('base64')}`)).toBe(false);
  expect(isSigned({ ...other.heard[0]!, body: '{}' }, secret)).toBe(false);

  await new Client(desk.server.url).enter('Jana');
  await expect.poll(() => other.types()).toEqual(['test', 'conversation.started']);
  expect(isSigned(other.heard[1]!, secret)).toBe(true);
  await page.reload();
  const row = page.getByRole('button', { name: /A client came in/ });
  await expect(row).toContainText('Delivered');
  await row.click();
  await expect(page.locator('pre')).toContainText('"name": "Jana"');

  other.status = 503;
  await new Client(desk.server.url).enter('Petr');
  await expect.poll(() => other.heard.length).toBe(3);
  await page.reload();
  await expect(page.getByText('1 event is not taken')).toBeVisible();
  await page.getByRole('radio', { name: 'Not delivered' }).click();
  await expect(row).toHaveCount(1);
  await row.click();
  await expect(page.getByText('It answered with 503 instead of taking it.')).toBeVisible();
  await expect(page.getByText('down for repairs')).toBeVisible();
  other.status = 204;
  await page.getByRole('button', { name: 'Send all undelivered again' }).click();
  await expect(page.getByText('Everything was delivered')).toBeVisible();
  expect(other.heard.at(-1)!.headers['webhook-id']).toBe(other.heard[2]!.headers['webhook-id']);
  await expect(page.getByText('Listens')).toBeVisible();

  await page.getByRole('button', { name: 'More: Orders' }).click();
  await page.getByRole('menuitem', { name: 'Remove webhook' }).click();
  const confirm = page.getByRole('dialog', { name: 'Remove Orders?' });
  await confirm.getByRole('button', { name: 'Remove webhook' }).click();
  await expect(page.getByText('No other system hears what happens here')).toBeVisible();
});
