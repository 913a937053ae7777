/** A client who is signed in on the company's site: verified, not asked again, the same in every browser. */
import { createHmac } from 'node:crypto';
import type { ConversationView } from '../../../web/shared/src/generated/ConversationView.ts';
import type { NewIdentifySecret } from '../../../web/shared/src/generated/NewIdentifySecret.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { ForeignSite, snippet } from '../../support/foreign-site.ts';
import { Console, Visitor } from '../../support/pages.ts';
import { accepted } from '../../support/talk-in-widget.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
let site: ForeignSite | undefined;
let secret: string;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
  secret = (await desk.administrator.get<NewIdentifySecret>('POST', '/identify-secrets')).secret;
});

test.afterEach(async () => {
  site?.close();
  site = undefined;
  await desk.server.discard();
});

/** What the company's server would sign. */
function tokenOf(claims: object, by = secret): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', by).update(signed).digest('base64url')}`;
}

const soon = () => Math.floor(Date.now() / 1000) + 300;
const jana = () => tokenOf({ sub: 'u-1', name: 'Jana Dvořáková', email: 'jana@seznam.cz', exp: soon() });

const tellAll = `window.told = []; (window.hovorna ??= []).push(
  ['on', 'identified', () => told.push('identified')],
  ['on', 'not-identified', (why) => told.push('not-identified ' + why)]);`;

async function pageOf(token: string): Promise<string> {
  const script = `<script>${tellAll} hovorna.push(['identify', ${JSON.stringify(token)}]);</script>`;
  site ??= await ForeignSite.open(`<h1>Shop</h1>${script}${snippet(desk.server.url)}`);
  return site.url;
}

const told = (visitor: Visitor) =>
  visitor.page.evaluate(() => (window as unknown as { told: string[] }).told);
const run = (visitor: Visitor, script: string) => visitor.page.evaluate(script);

async function openForm(visitor: Visitor): Promise<void> {
  await visitor.launcher.click();
  await visitor.panel.getByRole('button', { name: /Write a message/ }).click();
  await visitor.panel.getByLabel(/Your message/).waitFor();
}

async function begin(visitor: Visitor, message: string): Promise<void> {
  await visitor.panel.getByLabel(/Your message/).fill(message);
  await visitor.panel.getByRole('button', { name: 'Start chat' }).click();
}

test('who is signed in is not asked again and is verified to the operator', async ({ browser }) => {
  const visitor = await Visitor.open(browser, await pageOf(jana()));
  await openForm(visitor);
  await expect(visitor.panel.getByText('You are signed in as Jana Dvořáková.')).toBeVisible();
  await expect(visitor.panel.getByLabel(/What may we call you/)).toHaveCount(0);
  await begin(visitor, 'Where is my parcel?');
  const id = await accepted(desk);
  expect(await told(visitor)).toEqual(['identified']);

  const { conversation } = await desk.operators[0]!.get<ConversationView>('GET', `/conversations/${id}`);
  expect(conversation.verified).toMatchObject({ subject: 'u-1', name: 'Jana Dvořáková' });
  const operator = await Console.open(browser, desk.server.url);
  await operator.signIn(desk.operators[0]!);
  await operator.page.goto(`${desk.server.url}/?conversation=${id}`);
  await operator.page.getByText('Jana Dvořáková').first().click();
  const client = operator.page.getByRole('complementary', { name: 'Client' });
  await expect(client.getByText('Verified').first()).toBeVisible();
  await expect(client.getByRole('definition').filter({ hasText: 'u-1' })).toBeVisible();
  // The site's own id is one of the ways in which the client is known.
  await expect(client.getByRole('listitem').filter({ hasText: 'u-1' })).toBeVisible();
});

test('the talk goes on in another browser of the same person', async ({ browser }) => {
  const laptop = await Visitor.open(browser, await pageOf(jana()));
  await openForm(laptop);
  await begin(laptop, 'From my laptop');
  await accepted(desk);
  const phone = await Visitor.open(browser, await pageOf(jana()));
  await phone.launcher.click();
  await expect(phone.bubble('From my laptop')).toBeVisible();
  await phone.say('From my phone');
  await expect(laptop.bubble('From my phone')).toBeVisible();
});

test('what is not believed is told to the page, and the client stays a stranger', async ({ browser }) => {
  const old = tokenOf({ sub: 'u-1', name: 'Jana', exp: soon() - 600 });
  const visitor = await Visitor.open(browser, await pageOf(old));
  await openForm(visitor);
  await expect.poll(() => told(visitor)).toEqual(['not-identified expired']);
  await visitor.panel.getByLabel(/What may we call you/).fill('Somebody');
  await begin(visitor, 'Hello');
  const id = await accepted(desk);
  const { conversation } = await desk.operators[0]!.get<ConversationView>('GET', `/conversations/${id}`);
  expect([conversation.client.name, conversation.verified]).toEqual(['Somebody', null]);
  await run(visitor, `hovorna.identify(${JSON.stringify(tokenOf({ sub: 'u-1', exp: soon() }, 'guessed'))})`);
  await expect.poll(() => told(visitor)).toEqual(['not-identified expired', 'not-identified signature']);
  // The talk goes on.
  await visitor.say('Still here');
  await expect(visitor.bubble('Still here')).toBeVisible();
});

test('a token that is taken back while the form is filled in asks for what is missing', async ({
  browser,
}) => {
  const visitor = await Visitor.open(browser, await pageOf(jana()));
  await openForm(visitor);
  await expect(visitor.panel.getByText('You are signed in as Jana Dvořáková.')).toBeVisible();
  const { items } = await desk.administrator.get<{ items: { id: string }[] }>('GET', '/identify-secrets');
  await desk.administrator.get('DELETE', `/identify-secrets/${items[0]!.id}`);
  await begin(visitor, 'Where is my parcel?');
  await expect.poll(() => told(visitor)).toEqual(['identified', 'not-identified signature']);
  await accepted(desk);
});

test('after signing out the next person finds nothing of the talk', async ({ browser }) => {
  const visitor = await Visitor.open(browser, await pageOf(jana()));
  await openForm(visitor);
  await begin(visitor, 'My secret');
  await expect(visitor.bubble('My secret')).toBeVisible();
  const otherTab = await visitor.anotherTab(site!.url);
  await otherTab.launcher.click();
  await expect(otherTab.bubble('My secret')).toBeVisible();
  await run(visitor, 'hovorna.identify(null)');
  await expect(visitor.bubble('My secret')).toHaveCount(0);
  await expect(otherTab.bubble('My secret')).toHaveCount(0);
  await expect(visitor.panel.getByLabel(/What may we call you/)).toHaveValue('');

  // Nor does who comes without the first one having signed out.
  await run(visitor, `hovorna.identify(${JSON.stringify(jana())})`);
  await expect(visitor.bubble('My secret')).toBeVisible();
  await run(visitor, `hovorna.identify(${JSON.stringify(tokenOf({ sub: 'u-2', exp: soon() }))})`);
  await expect(visitor.bubble('My secret')).toHaveCount(0);
});

test('an administrator makes a secret, sees it once and takes it back', async ({ browser }) => {
  const administrator = await Console.open(browser, desk.server.url);
  await administrator.signIn(desk.administrator);
  const { page } = administrator;
  await page.goto(`${desk.server.url}/admin/identity`);
  await page.getByRole('heading', { name: 'Signed-in clients' }).waitFor();
  await page.getByRole('button', { name: 'New secret' }).click();
  const once = page.getByRole('dialog', { name: 'Your new secret' });
  const shown = (await once.locator('p.mono').textContent())!;
  expect(shown).toMatch(/^[\w-]{43}$/);
  await once.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByText('Never used')).toHaveCount(2);
  await expect(page.getByText(shown)).toHaveCount(0);
  await expect(page.getByText('Two secrets are the most: remove one first.')).toBeVisible();

  await page.getByRole('tab', { name: 'Python' }).click();
  await expect(page.getByText('import jwt')).toBeVisible();

  await page.getByRole('button', { name: 'Remove secret' }).first().click();
  const confirm = page.getByRole('dialog', { name: /Remove the secret made/ });
  await confirm.getByRole('button', { name: 'Remove secret' }).click();
  await expect(page.getByText('Never used')).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'New secret' })).toBeVisible();
});
