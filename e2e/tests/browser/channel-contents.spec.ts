/**
 * What else comes from a messenger, as operators see it: stickers, media that could not be fetched, another
 * program that has the talk, answers given elsewhere, and what cannot be shown.
 */
import type { Browser, Locator } from '@playwright/test';
import { png } from '../../support/chosen-files.ts';
import type { Desk } from '../../support/desk.ts';
import { connect, type Graph, type Kind, ofPage } from '../../support/graph.ts';
import { eachWithMessengers, JANA } from '../../support/messengers.ts';
import { Console } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

/** What a messenger that is in trouble says, and one that has a medium no longer. */
const BUSY = { count: -1, code: 131016, http: 400 };
const GONE = { count: -1, code: 100, subcode: 33, http: 400 };
/** A pause between two tries, and some more. */
const PATIENCE = { timeout: 60_000 };

let graph: Graph;
let desk: Desk;

eachWithMessengers({ operators: 1 }, (it) => ({ graph, desk } = it));

/** Jana has written, and the operator has accepted. */
async function talk(browser: Browser, kind: Kind): Promise<{ mine: Console; thread: Locator }> {
  await connect(graph, desk.administrator, kind);
  await graph.writes(kind, { ...JANA, text: 'Hello' });
  const mine = await Console.open(browser, desk.server.url);
  await mine.signIn(desk.operators[0]!);
  await mine.accept(JANA.name);
  return { mine, thread: mine.page.getByRole('log') };
}

const b64 = png('lamp.png', 60, 40).buffer.toString('base64');

for (const kind of ['messenger', 'whatsapp'] as const)
  test(`${kind}: a sticker stands by itself, in the talk and while the client waits`, async ({ browser }) => {
    await connect(graph, desk.administrator, kind);
    await graph.writes(kind, { ...JANA, media: { type: 'sticker', mime: 'image/png', b64 } });
    const mine = await Console.open(browser, desk.server.url);
    await mine.signIn(desk.operators[0]!);
    const preview = await mine.openPreview(JANA.name);
    await expect(preview.getByRole('img', { name: 'Sticker' })).toBeVisible();
    await mine.page.keyboard.press('Escape');
    await expect(preview).toHaveCount(0);
    await mine.accept(JANA.name);
    const sticker = mine.page.getByRole('log').getByRole('img', { name: 'Sticker' });
    await expect(sticker).toBeVisible();
    await expect.poll(() => sticker.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(60);
    // It is no photo: there is nothing to enlarge, nothing to go through.
    await expect(mine.page.getByRole('log').getByRole('button', { name: /^Enlarge/ })).toHaveCount(0);
  });

test('what is being fetched says so, and appears without a press', async ({ browser }) => {
  const { thread } = await talk(browser, 'whatsapp');
  await graph.fails({ ...BUSY, match: { product: 'whatsapp', kind: 'get' } });
  const media = { type: 'image', mime: 'image/png', b64, caption: 'This one' } as const;
  await graph.writes('whatsapp', { ...JANA, media });
  const message = thread.locator('[data-seq]').filter({ hasText: 'This one' });
  await expect(message.getByText('Being fetched…')).toBeVisible();
  await graph.behaves();
  await expect(message.getByRole('button', { name: /^Enlarge/ })).toBeVisible(PATIENCE);
  await expect(message.getByText('Being fetched…')).toHaveCount(0);
});

test('what could not be fetched says why, and is fetched again by hand', async ({ browser }) => {
  const { mine, thread } = await talk(browser, 'whatsapp');
  await graph.fails({ ...GONE, match: { product: 'whatsapp', kind: 'get' } });
  const media = { type: 'document', mime: 'image/png', b64, filename: 'Faktura 12.png' } as const;
  await graph.writes('whatsapp', { ...JANA, media });
  await expect(thread.getByText('Faktura 12.png')).toBeVisible();
  const why = thread.getByText('Could not be fetched. The messenger no longer has it.');
  await expect(why).toBeVisible();
  // Once more in vain: it is said again, and the key comes back.
  await thread.getByRole('button', { name: 'Fetch again' }).click();
  await expect(thread.getByRole('button', { name: 'Fetch again' })).toBeVisible();
  await expect(why).toBeVisible();
  await mine.page.reload();
  await expect(why).toBeVisible();
  await graph.behaves();
  await thread.getByRole('button', { name: 'Fetch again' }).click();
  await expect(thread.getByRole('button', { name: /^Enlarge Faktura 12/ })).toBeVisible(PATIENCE);
  await expect(why).toHaveCount(0);
});

test('while another program has the talk that is said, and what is refused for it goes afterwards', async ({
  browser,
}) => {
  const { mine, thread } = await talk(browser, 'messenger');
  const { from } = JANA;
  await graph.tells(
    'messenger',
    ofPage(from, { take_thread_control: { new_owner_app_id: '263902037430900' } }),
  );
  await expect(thread.getByText('Another program answers this client now')).toBeVisible();
  await graph.tells(
    'messenger',
    ofPage(from, { message: { mid: 'm_1', text: 'Are you a robot?' } }, 'standby'),
  );
  await expect(thread.getByText('Are you a robot?')).toBeVisible();
  await graph.fails({ count: 1, code: 10, subcode: 2018300, match: { kind: 'send' } });
  await mine.say('I am not.');
  const answer = thread.locator('[data-seq]').filter({ hasText: 'I am not.' });
  await expect(answer).toContainText('Not delivered. Another program answers this client now.');
  await graph.behaves();
  await graph.tells(
    'messenger',
    ofPage(from, { pass_thread_control: { new_owner_app_id: '1517776481860111' } }),
  );
  await expect(thread.getByText('No other program answers this client any more')).toBeVisible();
  await answer.getByRole('button', { name: 'Send again' }).click();
  await expect.poll(() => graph.texts('messenger')).toEqual(['I am not.']);
  await expect(answer.getByText('Not delivered')).toHaveCount(0);
});

test('what a colleague wrote in the app of the messenger stands on our side, and says so', async ({
  browser,
}) => {
  const { mine, thread } = await talk(browser, 'messenger');
  const echo = { mid: 'm_2', text: 'Answered from Business Suite', is_echo: true, app_id: 263902037430900 };
  await graph.tells('messenger', ofPage(JANA.from, { message: echo }));
  const answer = thread.locator('[data-seq]').filter({ hasText: 'Answered from Business Suite' });
  await expect(answer).toHaveClass(/\bme\b/);
  await expect(answer).toContainText('Answered elsewhere');
  // It is nothing to be read.
  await expect(mine.page.getByText('New from here')).toHaveCount(0);
  // Told once more, as messengers do, it stands once.
  await graph.tells('messenger', ofPage(JANA.from, { message: echo }));
  await graph.writes('messenger', { ...JANA, text: 'Thanks' });
  await expect(thread.getByText('Thanks')).toBeVisible();
  await expect(answer).toHaveCount(1);
});

test('an answer in the app of a number is seen, too, and a talk that nobody here had waits for nobody', async ({
  browser,
}) => {
  const { thread } = await talk(browser, 'whatsapp');
  const echo = { fixture: 'whatsapp/w32_smb_message_echo.json', retime: true };
  await graph.tells('whatsapp', echo);
  const answer = thread.locator('[data-seq]').filter({ hasText: 'the info you requested' });
  await expect(answer).toContainText('Answered elsewhere');

  const theirs = { ...echo, replace: { '421905123456': '421905999888', '0605NEQ5': '0606NEQ5' } };
  await graph.tells('whatsapp', theirs);
  const hers = await Console.open(browser, desk.server.url);
  await hers.signIn(desk.administrator);
  await hers.page.goto(`${desk.server.url}/conversations?state=ended`);
  const hit = hers.page.locator('main a.hit');
  await expect(async () => {
    await hers.page.reload();
    await expect(hit).toHaveCount(1, { timeout: 2_000 });
  }).toPass();
  await hit.click();
  await expect(hers.page.getByRole('log').getByText('the info you requested')).toBeVisible();
  await expect(hers.page.getByText('nobody waited here')).toBeVisible();
  await expect(hers.page.locator('[data-row]')).toHaveCount(0);
});

test('what cannot be shown says where it can be seen', async ({ browser }) => {
  const { thread } = await talk(browser, 'whatsapp');
  await graph.tells('whatsapp', { fixture: 'whatsapp/w18_unsupported_poll.json', retime: true });
  await expect(thread.getByText('This cannot be shown here')).toBeVisible();
  await expect(thread.getByText("Only the messenger's own app shows it: a poll.")).toBeVisible();
});
