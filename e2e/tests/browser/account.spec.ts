/** One's own sign-in: the second step at the door, the password, where one is signed in. */
import type { Page } from '@playwright/test';
import { openDesk, type Desk } from '../../support/desk.ts';
import { signIn } from '../../support/pages.ts';
import { PASSWORD } from '../../support/people.ts';
import { codeOf } from '../../support/phone.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});
test.afterEach(() => desk.server.discard());

async function typePassword(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** From the sheet with the picture on: types the first code and keeps the recovery codes. */
async function setUpApp(page: Page): Promise<{ secret: string; recovery: string[] }> {
  await expect(page.getByRole('img', { name: 'Picture for the authenticator app' })).toBeVisible();
  const secret = await page.locator('.secret').innerText();
  // The last digit sends it.
  await page.getByLabel('Code from the app').fill(codeOf(secret));
  const list = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(list).toHaveCount(10);
  return { secret, recovery: await list.allInnerTexts() };
}

test('a second step is set up on the account page, asked for at the door and turned off again', async ({
  page,
}) => {
  const [operator] = desk.operators;
  await page.goto(desk.server.url);
  await signIn(page, operator!);
  await page.getByRole('button', { name: /^Operator 1/ }).click();
  await page.getByRole('menuitem', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'Set up' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Present password').fill('not the password');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByText('This is not your password.')).toBeVisible();
  await dialog.getByLabel('Present password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  const { secret, recovery } = await setUpApp(page);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('10 recovery codes left')).toBeVisible();

  await page.getByRole('button', { name: /^Operator 1/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await typePassword(page, operator!.email);
  await page.getByLabel('Code from the app').fill('000000');
  await expect(page.getByText(/This code is wrong or was used already/)).toBeVisible();
  await page.getByLabel('Code from the app').fill(codeOf(secret, 1));
  await expect(page.getByRole('heading', { name: 'Waiting', exact: true })).toBeVisible();

  await page.getByRole('button', { name: /^Operator 1/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await typePassword(page, operator!.email);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code', { exact: true }).fill(recovery[0]!);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Waiting', exact: true })).toBeVisible();

  await page.goto(`${desk.server.url}/account`);
  await expect(page.getByText('9 recovery codes left')).toBeVisible();
  await page.getByRole('button', { name: 'Turn off' }).click();
  await page.getByRole('dialog').getByLabel('Present password').fill(PASSWORD);
  await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
  await expect(page.getByText('Off: the password alone is enough')).toBeVisible();
});

test('who must have a second step is led to it before anything else, also after closing the page', async ({
  page,
  context,
}) => {
  const [operator] = desk.operators;
  await page.goto(desk.server.url);
  await signIn(page, desk.administrator);
  await page.goto(`${desk.server.url}/admin/sign-in`);
  await page.getByRole('switch', { name: 'Operator', exact: true }).click();
  await expect(page.getByText('Required at the next sign-in: Operator')).toBeVisible();
  await context.clearCookies();

  await page.goto(`${desk.server.url}/templates`);
  await typePassword(page, operator!.email);
  await expect(page.getByRole('heading', { name: 'Set up two-step sign-in' })).toBeVisible();
  await page.goto(`${desk.server.url}/templates`);
  await expect(page.getByRole('heading', { name: 'Set up two-step sign-in' })).toBeVisible();
  await setUpApp(page);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByRole('heading', { name: 'Templates' })).toBeVisible();
  await page.goto(`${desk.server.url}/account`);
  await expect(page.getByText('Your company requires it for your role.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Turn off' })).toBeHidden();
});

test('a lost phone: the administrator resets it, or the command line', async ({ page }) => {
  const { server, administrator } = desk;
  const operator = desk.operators[0]!;
  const phoneOf = async (who: typeof operator) => {
    const { secret } = await who.get<{ secret: string }>('POST', '/me/second-factor', { password: PASSWORD });
    await who.get('POST', '/me/second-factor/confirm', { code: codeOf(secret) });
  };
  await phoneOf(operator);
  await phoneOf(administrator);

  server.tell('user', 'reset-second-step', '--email', administrator.email);
  await page.goto(server.url);
  await signIn(page, administrator);
  await page.goto(`${server.url}/admin/users`);
  await page
    .getByRole('row', { name: /Operator 1/ })
    .getByRole('button', { name: /^More/ })
    .click();
  await page.getByRole('menuitem', { name: 'Reset two-step sign-in' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset two-step sign-in' }).click();
  await expect(page.getByText('Two-step sign-in is reset: Operator 1')).toBeVisible();
  await operator.signIn();
});

test('a changed password signs out everywhere else, and one sees where one is signed in', async ({
  page,
  browser,
}) => {
  const operator = desk.operators[0]!;
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(desk.server.url);
  await signIn(elsewhere, operator);
  await page.goto(desk.server.url);
  await signIn(page, operator);
  await page.goto(`${desk.server.url}/account`);
  const places = page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem');
  // The third is the test's own, by the API.
  await expect(places).toHaveCount(3);
  await expect(places.filter({ hasText: 'This one' })).toHaveCount(1);

  const own = page.getByRole('region', { name: 'Password' });
  await own.getByLabel('Present password').fill(PASSWORD);
  await own.getByLabel('New password').fill('Password2026!');
  await own.getByRole('button', { name: 'Change password' }).click();
  await expect(own.getByText(/among the passwords that are guessed first/)).toBeVisible();
  await own.getByLabel('New password').fill('a quite different one');
  await own.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText(/Your password is changed/)).toBeVisible();
  await expect(elsewhere.getByRole('heading', { name: 'Sign in to Hovorna' })).toBeVisible();
  await expect(places).toHaveCount(1);

  await typePassword(elsewhere, operator.email, 'a quite different one');
  await expect(elsewhere.getByRole('heading', { name: 'Waiting', exact: true })).toBeVisible();
  await page.reload();
  await places
    .filter({ hasNotText: 'This one' })
    .getByRole('button', { name: /^Sign out/ })
    .click();
  await expect(elsewhere.getByRole('heading', { name: 'Sign in to Hovorna' })).toBeVisible();
  await expect(page.getByText('Nowhere else.')).toBeVisible();
});
