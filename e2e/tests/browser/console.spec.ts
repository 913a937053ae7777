/** The console beside the talk: a server that takes its time, changes of others, changes not saved yet. */
import type { Page } from '@playwright/test';
import { type Desk, openDesk } from '../../support/desk.ts';
import { PASSWORD } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
let page: Page;

test.beforeEach(async ({ browser }) => {
  desk = await openDesk({ operators: 1 });
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(`${desk.server.url}/sign-in`);
});

test.afterEach(async () => {
  await desk.server.discard();
});

async function signIn(): Promise<void> {
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('a slow workspace says so after five seconds and can be asked for again', async () => {
  let answers = false;
  await page.route('**/api/v1/workspace', async (route) => {
    if (answers) await route.continue();
  });
  await signIn();
  await page.getByText('Loading', { exact: true }).waitFor({ state: 'attached' });
  const sentence = page.getByText('This takes longer than usual.');
  await expect(sentence).toBeHidden();
  await sentence.waitFor({ timeout: 20_000 });
  answers = true;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
});

test('a slow list of the administration says so too', async () => {
  await signIn();
  await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
  let answers = false;
  await page.route('**/api/v1/users?*', async (route) => {
    if (answers) await route.continue();
  });
  await page.getByRole('link', { name: 'Administration' }).click();
  await page.getByRole('link', { name: 'Users and groups' }).click();
  await page.getByText('This takes longer than usual.').waitFor({ timeout: 20_000 });
  answers = true;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Operator 1' }).first().waitFor();
});

test('the list of people follows what another administrator does', async () => {
  await signIn();
  await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
  await page.goto(`${desk.server.url}/admin/users`);
  await page.getByRole('button', { name: 'Operator 1' }).first().waitFor();
  await desk.administrator.get('POST', '/users', {
    ...{ name: 'Petr Novak', email: 'petr@example.com', role: 'operator', password: PASSWORD, groups: [] },
  });
  await page.getByText('petr@example.com').waitFor();
});

test('signing out with unsaved changes asks while there is still a session', async () => {
  await signIn();
  await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
  await page.goto(`${desk.server.url}/admin/company`);
  const name = page.getByLabel('Name of the company');
  await name.fill('Example & Sons');
  const signOut = async () => {
    await page.getByRole('button', { name: /^Ada Novak: language/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
  };
  await signOut();
  await page.getByRole('button', { name: 'Stay here' }).click();
  // The session lives: what was typed can be saved.
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect
    .poll(() => page.evaluate(async () => (await fetch('/api/v1/settings')).json()))
    .toMatchObject({
      name: 'Example & Sons',
    });
  await name.fill('Another name');
  await signOut();
  await page.getByRole('button', { name: 'Leave and lose the changes' }).click();
  await page.getByRole('heading', { name: 'Sign in to Hovorna' }).waitFor();
  expect(await page.evaluate(async () => (await fetch('/api/v1/session')).status)).toBe(401);
});

test('the preview of a widget is the widget itself, with what is not saved yet', async () => {
  await signIn();
  await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
  await page.goto(`${desk.server.url}/admin/widgets/demo?tab=texts`);
  const preview = page.frameLocator('iframe[title="Preview of the widget"]');
  await preview.getByRole('heading', { name: 'Hello, how can we help?' }).waitFor();
  const greeting = page.getByRole('textbox', { name: 'Opening words' });
  await greeting.fill('Good day, what is it about?');
  await preview.getByRole('heading', { name: 'Good day, what is it about?' }).waitFor();
  // The widget takes the focus when it is opened; not from who is typing.
  await expect(greeting).toBeFocused();
  await page.getByText('Form', { exact: true }).click();
  await preview.getByRole('button', { name: 'Start chat' }).click();
  await preview.getByText('in line').waitFor();
  await page.getByText('Closed', { exact: true }).click();
  await preview.getByRole('button', { name: 'Ask us' }).waitFor();
  await expect(preview.getByRole('dialog')).toHaveCount(0);
  // Nobody waits, and the widget is what it was.
  expect((await desk.administrator.workspace()).queue).toEqual([]);
  const widget = await fetch(`${desk.server.url}/widget/v1/widgets/demo`);
  expect(await widget.text()).toContain('Hello, how can we help?');
});
