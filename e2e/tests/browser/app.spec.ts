/** The console as an installed app: what a browser needs to offer it, and what is seen while the server is away. */
import { openDesk, type Desk } from '../../support/desk.ts';
import { Console } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

test.use({ serviceWorkers: 'allow' });

let desk: Desk;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});

test.afterEach(async () => {
  await desk.server.discard();
});

test('the browser finds an app it can install', async ({ browser }) => {
  const console_ = await Console.open(browser, desk.server.url);
  await console_.signIn(desk.operators[0]!);
  const devtools = await console_.page.context().newCDPSession(console_.page);
  const { errors, data } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data!) as { icons: { src: string; sizes: string }[]; display: string };
  expect(manifest.display).toBe('standalone');
  for (const { src, sizes } of manifest.icons) {
    const size = await console_.page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    if (sizes !== 'any') expect(size).toBe(sizes);
  }
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // A private window is the one thing that stands against it here.
  expect(installabilityErrors.map((it) => it.errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
});

for (const [language, words] of [
  ['en', 'Hovorna cannot be reached'],
  ['cs', 'Hovorna není dostupná'],
] as const) {
  test(`while the server is away a page says so and comes back by itself (${language})`, async ({
    browser,
  }) => {
    const console_ = await Console.open(browser, desk.server.url);
    const { page } = console_;
    await console_.signIn(desk.operators[0]!);
    await page.evaluate((it) => localStorage.setItem('hovorna.language', it), language);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller === null)
        await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done));
    });
    await desk.server.stop();
    await page.goto(`${desk.server.url}/templates`);
    await expect(page.getByRole('heading', { name: words })).toBeVisible();
    await expect(page.getByRole('heading')).toHaveCount(1);
    // What is no page of the console fails as it would without us.
    await expect(page.evaluate(() => fetch('/api/v1/workspace'))).rejects.toThrow();
    await desk.server.run();
    await expect(page).toHaveURL(/\/templates$/);
    await expect(page.getByRole('heading', { name: words })).toHaveCount(0, { timeout: 20_000 });
    await expect(page.getByRole('navigation').first()).toBeVisible();
  });
}
