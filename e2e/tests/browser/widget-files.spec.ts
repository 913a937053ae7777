/** Files and replies in the widget: what is sent arrives once, what cannot be sent says why. */
import type { Page } from '@playwright/test';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import type { CompanySettings } from '../../../web/shared/src/generated/CompanySettings.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { pdf, png } from '../../support/chosen-files.ts';
import { ForeignSite, snippet } from '../../support/foreign-site.ts';
import { inTalk, saidIn } from '../../support/talk-in-widget.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});

test.afterEach(async () => {
  await desk.server.discard();
});

/** The page's line out: so many bytes a second, -1 for as many as there come. */
async function lineOut(page: Page): Promise<(bytesPerSecond: number) => Promise<void>> {
  const cdp = await page.context().newCDPSession(page);
  return async (bytesPerSecond) => {
    await cdp.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond },
    });
  };
}

async function slowDown(page: Page, bytesPerSecond: number): Promise<void> {
  await (
    await lineOut(page)
  )(bytesPerSecond);
}

async function allow(files: CompanySettings['files']): Promise<void> {
  const settings = await desk.administrator.get<CompanySettings>('GET', '/settings');
  await desk.administrator.get('PUT', '/settings', { ...settings, files });
}

test('a picture and a PDF travel with progress and arrive with the words', async ({ browser }) => {
  const { visitor, id } = await inTalk(desk, browser);
  await slowDown(visitor.page, 200_000);
  await visitor.attach(pdf('contract.pdf', 600_000), png('meter.png', 1200, 600));
  const progress = visitor.card('contract.pdf').getByRole('progressbar');
  const part = () => progress.evaluate((element: HTMLProgressElement) => element.value);
  await expect.poll(part).toBeGreaterThan(0.05);
  expect(await part()).toBeLessThan(1);
  // What is still on its way may be sent already: the message waits for it.
  await visitor.say('Here they are');
  await expect(visitor.panel.getByLabel('On its way')).toBeVisible();
  await expect
    .poll(() => saidIn(desk, id), { timeout: 30_000 })
    .toMatchObject([
      { text: 'First words' },
      { text: 'Here they are', files: ['contract.pdf', 'meter.png'] },
    ]);
  await expect(visitor.panel.getByLabel('On its way')).toHaveCount(0);
  await expect(visitor.card('contract.pdf').getByRole('link')).toContainText('600 kB');

  // A picture opens large inside the panel; the focus goes there and comes back.
  const picture = visitor.panel.getByRole('button', { name: 'Enlarge meter.png' });
  expect(await picture.locator('img').evaluate((it: HTMLImageElement) => [it.width, it.height])).toEqual([
    240, 120,
  ]);
  // A card that has become a picture is taller; the thread is still at its end.
  await expect
    .poll(() =>
      visitor.panel.getByRole('log').evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight),
    )
    .toBeLessThan(2);
  await picture.click();
  const large = visitor.panel.getByRole('dialog', { name: 'meter.png' });
  await expect(large.getByRole('button', { name: 'Close' })).toBeFocused();
  await expect
    .poll(() => large.getByRole('img').evaluate((it: HTMLImageElement) => it.naturalWidth))
    .toBe(1200);
  await visitor.page.keyboard.press('Escape');
  await expect(large).toHaveCount(0);
  await expect(picture).toBeFocused();
  await expect(visitor.panel).toBeVisible();
});

test('an upload that is cancelled leaves nothing', async ({ browser }) => {
  const { visitor, id } = await inTalk(desk, browser);
  await slowDown(visitor.page, 50_000);
  await visitor.attach(pdf('long.pdf', 1_000_000));
  await visitor.card('long.pdf').getByRole('progressbar').waitFor();
  await visitor.panel.getByRole('button', { name: 'Remove long.pdf' }).click();
  await expect(visitor.card('long.pdf')).toHaveCount(0);
  await visitor.say('Never mind');
  await expect
    .poll(() => saidIn(desk, id))
    .toMatchObject([{ text: 'First words' }, { text: 'Never mind', files: [] }]);
});

test('files outside the rules are refused with the reason, and the rest can be sent', async ({ browser }) => {
  await allow({ kinds: 'documents', largest_megabytes: 1 });
  const { visitor, id } = await inTalk(desk, browser);
  const sent: string[] = [];
  visitor.page.on('request', (request) => request.method() === 'PUT' && sent.push(request.url()));
  await visitor.attach(
    { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<!DOCTYPE html>') },
    pdf('large.pdf', 1_000_001),
    { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
  );
  await expect(visitor.card('page.html')).toContainText('Files of this kind cannot be sent.');
  await expect(visitor.card('large.pdf')).toContainText('Too large, at most 1 MB.');
  await expect(visitor.card('empty.txt')).toContainText('The file is empty.');
  expect(sent).toEqual([]);
  // What it says it is, is not what it is: only the server finds that out.
  await visitor.attach({ name: 'not.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\x90\x00') });
  await expect(visitor.card('not.pdf')).toContainText('Files of this kind cannot be sent.');
  expect(sent).toHaveLength(1);
  await visitor.attach(png('good.png', 10, 10));
  await visitor.say('Only this one');
  await expect
    .poll(() => saidIn(desk, id))
    .toMatchObject([{ text: 'First words' }, { text: 'Only this one', files: ['good.png'] }]);
  await visitor.panel.getByRole('button', { name: 'Remove not.pdf' }).click();
  await expect(visitor.card('not.pdf')).toHaveCount(0);
});

test('where the company takes no files, nothing offers to send one', async ({ browser }) => {
  await allow({ kinds: 'none', largest_megabytes: 1 });
  const { visitor } = await inTalk(desk, browser);
  await expect(visitor.composer).toBeVisible();
  await expect(visitor.panel.getByRole('button', { name: 'Attach files' })).toHaveCount(0);
  await expect(visitor.panel.locator('input[type=file]')).toHaveCount(0);
});

test('a file caught by a lost network goes once when it is back', async ({ browser }) => {
  const { visitor, id } = await inTalk(desk, browser);
  const line = await lineOut(visitor.page);
  await line(100_000);
  await visitor.attach(pdf('contract.pdf', 500_000));
  const progress = visitor.card('contract.pdf').getByRole('progressbar');
  const part = () => progress.evaluate((element: HTMLProgressElement) => element.value);
  await expect.poll(part).toBeGreaterThan(0.05);
  await visitor.say('In the tunnel');
  // What is under way only breaks off when the other end is gone; what comes after finds no network.
  await desk.server.kill();
  await visitor.context.setOffline(true);
  await expect(visitor.panel.getByText(/No connection/)).toBeVisible();
  await expect.poll(part).toBe(0);
  await desk.server.run();
  await line(-1);
  await visitor.context.setOffline(false);
  await expect
    .poll(() => saidIn(desk, id), { timeout: 30_000 })
    .toMatchObject([{ text: 'First words' }, { text: 'In the tunnel', files: ['contract.pdf'] }]);
  await expect(visitor.card('contract.pdf')).toHaveCount(1);
  await expect(visitor.panel.getByLabel('On its way')).toHaveCount(0);
  expect(await saidIn(desk, id)).toHaveLength(2);
});

test('an upload that a reload broke off is said to be lost, and its words still go', async ({ browser }) => {
  const { visitor, id } = await inTalk(desk, browser);
  await visitor.attach(png('whole.png', 20, 20));
  await visitor.card('whole.png').getByText(/kB/).waitFor();
  await slowDown(visitor.page, 20_000);
  await visitor.attach(pdf('half.pdf', 1_000_000));
  await visitor.card('half.pdf').getByRole('progressbar').waitFor();
  await visitor.say('Both of them');
  await visitor.page.reload();
  await expect(visitor.card('half.pdf')).toContainText('The page was left before it was uploaded.');
  await visitor.panel.getByRole('button', { name: 'Remove half.pdf' }).click();
  await expect
    .poll(() => saidIn(desk, id), { timeout: 20_000 })
    .toMatchObject([{ text: 'First words' }, { text: 'Both of them', files: ['whole.png'] }]);
});

test('what is pasted or dropped is attached', async ({ browser }) => {
  const { visitor } = await inTalk(desk, browser);
  const give = (event: 'paste' | 'drop', name: string) =>
    visitor.composer.evaluate(
      (area, [event, name]) => {
        const carried = new DataTransfer();
        carried.items.add(new File(['words'], name, { type: 'text/plain' }));
        const options = { bubbles: true, cancelable: true, composed: true };
        area.dispatchEvent(
          event === 'paste'
            ? new ClipboardEvent('paste', { ...options, clipboardData: carried })
            : new DragEvent('drop', { ...options, dataTransfer: carried }),
        );
      },
      [event, name] as const,
    );
  await give('paste', 'pasted.txt');
  await expect(visitor.card('pasted.txt')).toContainText('kB');
  await give('drop', 'dropped.txt');
  await expect(visitor.card('dropped.txt')).toContainText('kB');
});

test('files work on a foreign page whose policy names only our server', async ({ browser }) => {
  const { url } = desk.server;
  const ours = `${url} ${url.replace('http', 'ws')}`;
  const policy = `default-src 'none'; script-src ${url}; connect-src ${ours}; img-src ${url}; require-trusted-types-for 'script'`;
  const site = await ForeignSite.open(`<h1>Shop</h1>${snippet(url)}`, { 'content-security-policy': policy });
  try {
    const { visitor, id } = await inTalk(desk, browser, site.url);
    const complaints: string[] = [];
    visitor.page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    await visitor.attach(png('meter.png', 600, 400), pdf('contract.pdf', 5_000));
    await visitor.say('Look');
    const operator = desk.operators[0]!;
    const file = await operator.uploads(id, 'plan.png', png('', 300, 300).buffer);
    await operator.says(id, uuid7(), 'And this', { files: [file.id] });
    for (const name of ['meter.png', 'plan.png']) {
      const picture = visitor.panel.getByRole('button', { name: `Enlarge ${name}` }).locator('img');
      await expect.poll(() => picture.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBeGreaterThan(0);
    }
    await expect(visitor.card('contract.pdf').getByRole('link')).toHaveAttribute(
      'href',
      new RegExp(`^${url}/files/`),
    );
    expect(complaints).toEqual([]);
  } finally {
    site.close();
  }
});

test("an operator's reply quotes the picture, and the client answers the operator's words", async ({
  browser,
}) => {
  const { visitor, id } = await inTalk(desk, browser);
  const operator = desk.operators[0]!;
  await visitor.attach(png('meter.png', 300, 200));
  await visitor.say('');
  await expect.poll(async () => (await saidIn(desk, id)).length).toBe(2);
  const { seq } = (await saidIn(desk, id))[1]!;
  await operator.says(id, uuid7(), 'That is the right one', { reply_to: seq });
  const quote = visitor.bubble('That is the right one').getByRole('button');
  await expect(quote).toContainText('meter.png');
  await quote.click();
  await expect(visitor.panel.locator(`[data-seq="${seq}"]`)).toBeFocused();

  // By keyboard: from the composer back to the last message's action.
  const { panel, composer } = visitor;
  await panel.locator('.message').last().getByRole('button', { name: 'Reply' }).focus();
  await visitor.page.keyboard.press('Enter');
  await expect(composer).toBeFocused();
  await expect(panel.getByText('Reply to Operator 1')).toBeVisible();
  await visitor.page.keyboard.press('Escape');
  await expect(panel.getByText('Reply to Operator 1')).toHaveCount(0);
  await expect(panel).toBeVisible();
  await panel.locator('.message').last().hover();
  await panel.locator('.message').last().getByRole('button', { name: 'Reply' }).click();
  await visitor.say('Good to hear');
  await expect(visitor.bubble('Good to hear')).toContainText('That is the right one');
  await expect
    .poll(async () => (await saidIn(desk, id)).at(-1))
    .toMatchObject({ text: 'Good to hear', reply: { words: 'That is the right one' } });
});
