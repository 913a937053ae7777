/** Emoji: by the button, by the palette, and by a colon while typing; found in both languages, from our own server. */
import { lastSaid, openServed, type Served } from '../../support/served.ts';
import { expect, test } from '../../support/test.ts';

let served: Served;

test.beforeEach(async ({ browser }) => {
  served = await openServed(browser);
});

test.afterEach(async () => {
  await served.desk.server.discard();
});

const picker = () => served.page.getByRole('dialog', { name: 'Emoji' });
const list = () => served.page.getByRole('listbox', { name: 'Emoji', exact: true });

test('an emoji is found by its name, from our own server', async () => {
  const { page, desk } = served;
  const { composer } = served.console;
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(desk.server.url) && !/^(data|blob):/.test(request.url()))
      foreign.push(request.url());
  });
  await composer.pressSequentially('Thank you ');
  await page.getByRole('button', { name: 'Emoji' }).click();
  await picker().getByRole('combobox', { name: 'Search emoji' }).fill('grinning');
  await picker()
    .getByRole('option', { name: /grinning face/ })
    .first()
    .click();
  await expect(composer).toHaveValue('Thank you 😀');
  await expect(composer).toBeFocused();
  expect(foreign).toEqual([]);
});

test('behind a colon names are offered, in both languages; arrows choose, Enter and Tab insert', async () => {
  const { page, client } = served;
  const { composer } = served.console;
  await composer.pressSequentially('Thank you :heart_e');
  await expect(list().getByRole('option').first()).toHaveText(/heart-eyes/);
  await expect(composer).toHaveAttribute('aria-activedescendant', /-0$/);
  await page.keyboard.press('Enter');
  await expect(composer).toHaveValue('Thank you 😍');
  await page.keyboard.press('Enter');
  await expect.poll(() => lastSaid(client)).toBe('Thank you 😍');

  // In Czech, without its accents.
  await composer.pressSequentially(':usmev');
  await list().getByRole('option').nth(1).waitFor();
  const second = await list().getByRole('option').nth(1).locator('.sign').innerText();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await expect(composer).toHaveValue(second);
  await expect(composer).toBeFocused();

  // What was used last is offered first from now on, also by the pointer.
  await composer.fill('');
  await composer.pressSequentially('Dear Jana (:usmev');
  await expect(list().getByRole('option').first().locator('.sign')).toHaveText(second);
  await list().getByRole('option').first().click();
  await expect(composer).toHaveValue(`Dear Jana (${second}`);
  await expect(composer).toBeFocused();
});

test('a colon stays a colon: given up, in an address, in a time', async () => {
  const { page, client } = served;
  const { composer } = served.console;
  await composer.pressSequentially('Really :smile');
  await list().waitFor();
  await page.keyboard.press('Escape');
  await expect(list()).toHaveCount(0);
  await composer.pressSequentially('s');
  await expect(list()).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect.poll(() => lastSaid(client)).toBe('Really :smiles');
  // The names are there now: what would be offered would be offered at once.
  for (const text of ['see https://smile.example', 'at 10:30', 'a:smile', ':D']) {
    await composer.pressSequentially(text);
    await expect(list()).toHaveCount(0);
    await page.keyboard.press('Enter');
    await expect.poll(() => lastSaid(client)).toBe(text);
  }
});

test('the palette opens the picker', async () => {
  const { page } = served;
  const { composer } = served.console;
  await composer.fill('Good ');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('emoji');
  await page.keyboard.press('Enter');
  await expect(picker().getByRole('combobox', { name: 'Search emoji' })).toBeFocused();
  await page.keyboard.type('thumbs up');
  await picker()
    .getByRole('option', { name: /thumbs up/ })
    .first()
    .click();
  await expect(composer).toHaveValue(/^Good 👍/u);
});
