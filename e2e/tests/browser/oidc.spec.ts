/** Signing in through a real OpenID Connect provider: who comes in, who does not, and what administrators set. */
import type { Page } from '@playwright/test';
import { type Desk, openDesk } from '../../support/desk.ts';
import { OpenIdProvider } from '../../support/openid-provider.ts';
import { Console } from '../../support/pages.ts';
import { PASSWORD } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

const PEOPLE = {
  'one-1': { email: 'Operator1@example.com', email_verified: true, name: 'Otto One' },
  'max-1': { email: 'max@example.com', email_verified: true, name: 'Max Novák' },
  'sly-1': { email: 'operator1@example.com', email_verified: false, name: 'Sly' },
};

let desk: Desk;
let provider: OpenIdProvider;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
  provider = await OpenIdProvider.start(desk.server.url, PEOPLE);
});
test.afterEach(async () => {
  provider.end();
  await desk.server.discard();
});

const set = (more: object = {}) => desk.administrator.get('PUT', '/openid', provider.settings(more));
const waiting = (page: Page) => page.getByRole('heading', { name: 'Waiting', exact: true });
const button = (page: Page) => page.getByRole('link', { name: 'Sign in with Example ID' });

/** A browser nobody knows, at the provider's door and through it. */
async function comes(browser: Parameters<typeof Console.open>[0], subject: string): Promise<Page> {
  const { page } = await Console.open(browser, desk.server.url);
  await button(page).click();
  await provider.signIn(page, subject);
  return page;
}

test('a user comes in by the verified address, and by the account after the address changed', async ({
  browser,
}) => {
  await set();
  const { page } = await Console.open(browser, `${desk.server.url}/templates`);
  await button(page).click();
  await provider.signIn(page, 'one-1');
  // Where one wanted to go.
  await expect(page.getByRole('heading', { name: 'Templates' })).toBeVisible();
  await page.goto(`${desk.server.url}/account`);
  await expect(page.getByRole('heading', { name: 'Sign-in with Example ID' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('through OpenID Connect');
  await page.getByRole('button', { name: /^Operator 1/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();

  provider.knows({ ...PEOPLE, 'one-1': { ...PEOPLE['one-1'], email: 'otto@elsewhere.example' } });
  await button(page).click();
  // The provider still knows this browser: it asks nothing.
  await waiting(page).waitFor();
  await page.getByRole('button', { name: /^Operator 1/ }).waitFor();
});

test('one undoes the own link, and another account takes its place', async ({ browser }) => {
  await set();
  const page = await comes(browser, 'one-1');
  await waiting(page).waitFor();
  // The company gave Otto another account there, with the same address.
  const { 'one-1': otto, ...others } = PEOPLE;
  provider.knows({ ...others, 'one-2': otto });
  const refused = await comes(browser, 'one-2');
  await expect(refused.getByRole('alert').first()).toContainText('is linked with another account there');

  await page.goto(`${desk.server.url}/account`);
  const link = page.getByRole('region', { name: 'Sign-in with Example ID' });
  await link.getByRole('button', { name: 'Undo the link' }).click();
  const dialog = page.getByRole('dialog', { name: 'Undo the link with Example ID?' });
  await dialog.getByLabel('Present password').fill('not the password');
  await dialog.getByRole('button', { name: 'Undo the link' }).click();
  await expect(dialog.getByText('This is not your password.')).toBeVisible();
  await dialog.getByLabel('Present password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Undo the link' }).click();
  await expect(page.getByText('The link with Example ID is undone')).toBeVisible();
  await expect(link).toHaveCount(0);

  const again = await comes(browser, 'one-2');
  await waiting(again).waitFor();
  await again.getByRole('button', { name: /^Operator 1/ }).waitFor();
});

test('who is unknown or not verified is refused in words, and known once the administrator says so', async ({
  browser,
}) => {
  await set();
  const stranger = await comes(browser, 'max-1');
  await expect(stranger.getByRole('alert').first()).toContainText(
    'There is no user with the address max@example.com',
  );
  const sly = await comes(browser, 'sly-1');
  await expect(sly.getByRole('alert').first()).toContainText(
    'Example ID has not verified the address operator1@example.com',
  );

  const mine = await Console.open(browser, desk.server.url);
  await mine.signIn(desk.administrator);
  await mine.page.goto(`${desk.server.url}/admin/sign-in`);
  await mine.page.getByRole('switch', { name: 'Make unknown people users' }).click();
  await mine.page.getByLabel('Only with an address of these domains').fill('@example.com');
  await mine.page.getByText('Support', { exact: true }).click();
  await mine.page.getByRole('button', { name: 'Save' }).click();
  await mine.page.getByText('Sign-in with OpenID Connect is saved').waitFor();

  await button(stranger).click();
  await waiting(stranger).waitFor();
  await stranger.getByRole('button', { name: /^Max Novák/ }).waitFor();
  await mine.page.goto(`${desk.server.url}/admin/users`);
  const row = mine.page.getByRole('row', { name: /max@example.com/ });
  await expect(row).toContainText('Support');
  await expect(row).toContainText('Signs in with OpenID Connect');
  // Nothing would be left to sign in with.
  await row.getByRole('button', { name: /^More/ }).click();
  await mine.page.getByRole('menuitem', { name: 'Unlink' }).click();
  await mine.page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
  await expect(mine.page.getByRole('dialog')).toContainText('has no password');
});

test('where passwords are for administrators, there is a door for them', async ({ browser }) => {
  await set({ passwords: false });
  const { page } = await Console.open(browser, desk.server.url);
  await button(page).waitFor();
  await expect(page.getByLabel('E-mail')).toBeHidden();
  await page.getByRole('link', { name: 'Administrators: sign in with a password' }).click();
  await page.getByText('when the sign-in service fails').waitFor();
  await page.getByLabel('E-mail').fill(desk.operators[0]!.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('passwords are for administrators here')).toBeVisible();
  await page.getByLabel('E-mail').fill(desk.administrator.email);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await waiting(page).waitFor();
});

test('a provider that is down is told, and the password still opens', async ({ browser }) => {
  await set();
  provider.end();
  const mine = await Console.open(browser, desk.server.url);
  await button(mine.page).click();
  await expect(mine.page.getByRole('alert').first()).toContainText('Example ID did not answer as it should');
  await mine.signIn(desk.administrator);
});

test('an administrator sets the provider, is told what is wrong with it, and the secret is not shown again', async ({
  browser,
}) => {
  const mine = await Console.open(browser, desk.server.url);
  await mine.signIn(desk.administrator);
  const { page } = mine;
  await page.goto(`${desk.server.url}/admin/sign-in`);
  await expect(page.getByText(`${desk.server.url}/api/v1/session/openid/callback`)).toBeVisible();
  const told = page.getByRole('main').getByRole('status');
  const tries = async (words: string) => {
    await page.getByRole('button', { name: 'Test' }).click();
    await expect(told.filter({ hasText: words })).toBeVisible();
  };
  const issuer = page.getByLabel('Issuer');
  const secret = page.getByLabel('Client secret');
  await page.getByRole('button', { name: 'Test' }).click();
  await expect(page.getByText('Fill this in.').first()).toBeVisible();
  await page.getByRole('switch', { name: 'Sign-in with OpenID Connect' }).click();
  await page.getByLabel('What people call it').fill('Example ID');
  await page.getByLabel('Client ID').fill('hovorna');
  await secret.fill('wrong');
  await issuer.fill('http://id.example.com');
  await page.getByRole('button', { name: 'Test' }).click();
  await expect(page.getByText('Without TLS only on this very machine')).toBeVisible();
  await issuer.fill('http://127.0.0.1:1');
  await tries('Nobody answers at this address');
  await issuer.fill(desk.server.url);
  await tries('There is no OpenID Connect provider at this address');
  await issuer.fill(`${provider.issuer}/`);
  await tries('The provider calls itself otherwise');
  await issuer.fill(provider.issuer);
  await tries('does not accept this client ID and secret');
  await secret.fill('correct horse battery');
  await tries('The provider answers and accepts this client');

  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Sign-in with OpenID Connect is saved').waitFor();
  await page.reload();
  await page.getByText('A secret is kept').waitFor();
  await expect(secret).toHaveValue('');
  await tries('The provider answers and accepts this client');
  await issuer.fill('https://id.example.com');
  await expect(page.getByText('The kept secret is for another issuer')).toBeVisible();

  const other = await comes(browser, 'one-1');
  await waiting(other).waitFor();
});
