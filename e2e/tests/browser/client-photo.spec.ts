/** The face a client has on Messenger stands wherever operators see the client; without it everything is as before. */
import type { Locator } from '@playwright/test';
import { png } from '../../support/chosen-files.ts';
import type { Desk } from '../../support/desk.ts';
import { connect, type Graph } from '../../support/graph.ts';
import { eachWithMessengers } from '../../support/messengers.ts';
import { Console } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

let graph: Graph;
let desk: Desk;

eachWithMessengers({ operators: 1 }, (it) => ({ graph, desk } = it));
test.beforeEach(async () => {
  await connect(graph, desk.administrator, 'messenger');
});

const JANA = { from: '421905123456', name: 'Jana Nováková', text: 'Is this one still there?' };
const PHOTO = { mime: 'image/png', b64: png('face.png', 300, 200).buffer.toString('base64') };

const faceIn = (place: Locator) => place.locator('img[src^="/api/v1/clients/photos/"]');

/** It is drawn, not only named: the picture came. */
async function isSeen(place: Locator): Promise<void> {
  const face = faceIn(place);
  await expect(face).toHaveCount(1);
  await expect.poll(() => face.evaluate((it) => (it as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
}

test('an operator sees the face of a client in queue, preview, talk, lists and search', async ({
  browser,
}) => {
  const mine = await Console.open(browser, desk.server.url);
  await mine.signIn(desk.operators[0]!);
  await mine.heading.waitFor();
  await graph.writes('messenger', { ...JANA, photo: PHOTO });

  // It comes by itself, and the messenger's sign stays.
  await isSeen(mine.waiting(JANA.name));
  await expect(mine.waiting(JANA.name).getByTitle('Messenger')).toBeVisible();
  const preview = await mine.openPreview(JANA.name);
  await isSeen(preview);
  await mine.page.keyboard.press('Escape');
  await expect(preview).toHaveCount(0);

  await mine.accept(JANA.name);
  await isSeen(mine.page.locator('header.bar'));
  await isSeen(mine.page.getByRole('complementary', { name: 'Client' }));
  await isSeen(mine.page.getByRole('link').filter({ hasText: JANA.name }));
  await expect(mine.page.getByText(`Name taken from Messenger: ${JANA.name}`)).toBeVisible();

  const address = await faceIn(mine.page.locator('header.bar')).getAttribute('src');
  const stranger = await browser.newContext();
  const refused = await stranger.request.get(desk.server.url + address!);
  expect(refused.status()).toBe(401);

  // The index, which lists and search ask, learns of a client a moment later.
  for (const list of ['', '?q=Nov%C3%A1kov%C3%A1']) {
    await expect(async () => {
      await mine.page.goto(`${desk.server.url}/conversations${list}`);
      await expect(faceIn(mine.page.locator('main')).first()).toBeVisible({ timeout: 3_000 });
    }).toPass();
  }
  await isSeen(mine.page.locator('a.hit').filter({ hasText: JANA.name }).first());
});

test('a photo that does not come leaves the sign and the initials', async ({ browser }) => {
  const mine = await Console.open(browser, desk.server.url);
  const asked: string[] = [];
  await mine.page.route('**/api/v1/clients/photos/*', (route) => {
    asked.push(route.request().url());
    return route.fulfill({ status: 404, body: '' });
  });
  await mine.signIn(desk.operators[0]!);
  await mine.heading.waitFor();
  await graph.writes('messenger', { ...JANA, photo: PHOTO });
  await mine.waiting(JANA.name).waitFor();
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await expect(faceIn(mine.waiting(JANA.name))).toHaveCount(0);
  await expect(mine.waiting(JANA.name).getByTitle('Messenger')).toBeVisible();
  await mine.accept(JANA.name);
  const panel = mine.page.getByRole('complementary', { name: 'Client' });
  await expect(panel.locator('[data-initials="JN"]')).toBeVisible();
  await expect(faceIn(panel)).toHaveCount(0);
});
