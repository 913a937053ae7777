/** Nobody is there: a client leaves a message, the company hears of it by mail, an operator takes and answers it. */
import type { Widget } from '../../../web/shared/src/generated/Widget.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { MailServer } from '../../support/mail-server.ts';
import { Console, Visitor } from '../../support/pages.ts';
import type { Operator } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

const PODPORA = 'podpora@example.com';
const MESSAGE = 'I need to move my contract to another address.';

let desk: Desk;
let mail: MailServer;
let operator: Operator;

test.beforeEach(async () => {
  [desk, mail] = await Promise.all([openDesk({ operators: 1 }), MailServer.start()]);
  operator = desk.operators[0]!;
  await desk.administrator.get('PUT', '/mail-server', mail.settings);
  const { items } = await desk.administrator.get<{ items: Widget[] }>('GET', '/widgets');
  const widget = items.find((it) => it.id === 'demo')!;
  const offline = { ...widget.offline, email: PODPORA };
  await desk.administrator.get('PUT', '/widgets/demo', { ...widget, offline });
});

test.afterEach(async () => {
  mail.end();
  await desk.server.discard();
});

async function away(): Promise<void> {
  for (const one of [desk.administrator, operator]) await one.get('PUT', '/me/status', { status: 'away' });
}

async function fillIn({ panel }: Visitor): Promise<void> {
  await panel.getByLabel(/What may we call you/).fill('Jana Dvořáková');
  await panel.getByLabel(/E-mail/).fill('jana@seznam.cz');
  await panel.getByLabel(/Your message/).fill(MESSAGE);
}

test('a message left while nobody is there arrives, is taken and answered', async ({ browser }) => {
  await away();
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo?lang=en`);
  await visitor.launcher.click();
  const send = visitor.panel.getByRole('button', { name: 'Send the message' });
  await send.click();
  await expect(visitor.panel.getByLabel(/E-mail/)).toBeFocused();
  await fillIn(visitor);

  // The network goes while it is sent, and the page is loaded anew: it is left once.
  await visitor.context.route('**/widget/v1/offline-requests', (route) => route.abort());
  await send.click();
  await visitor.panel.getByText('Your message is kept').waitFor();
  await visitor.page.reload();
  await visitor.context.unroute('**/widget/v1/offline-requests');
  await visitor.panel.getByText('Thank you, we have your message').waitFor();
  await visitor.panel.getByRole('button', { name: 'Done' }).click();
  await expect(visitor.panel).toBeHidden();
  await visitor.launcher.click();
  await expect(visitor.panel.getByLabel(/Your message/)).toHaveValue('');

  const told = await mail.mailTo(PODPORA);
  expect(told.headers['Reply-To']).toBe('jana@seznam.cz');
  expect(told.text).toContain(MESSAGE);

  const console = await Console.open(browser, desk.server.url);
  await console.signIn(operator);
  const { page } = console;
  await page.getByRole('link', { name: 'Requests, 1 open' }).click();
  await page.getByRole('button', { name: /Jana Dvořáková/ }).click();
  const request = page.getByRole('article', { name: 'Jana Dvořáková' });
  await request.getByText(MESSAGE).waitFor();
  await request.getByRole('button', { name: 'Take', exact: true }).click();
  await request.getByText('Taken · Operator 1').waitFor();
  await page.getByRole('link', { name: 'Requests', exact: true }).waitFor();

  await request.getByRole('button', { name: 'Answer by e-mail' }).click();
  await request.getByLabel('Answer to jana@seznam.cz').fill('Dear Jana, we have moved it.');
  await request.getByRole('button', { name: 'Send the answer' }).click();
  await page.getByText('The answer to Jana Dvořáková is on its way').waitFor();
  const answer = await mail.mailTo('jana@seznam.cz');
  expect(answer.headers.Subject).toBe('Re: your message to Example');
  expect(answer.text).toContain('we have moved it');
  expect(answer.text).toContain(MESSAGE);

  await request.getByRole('button', { name: 'Close', exact: true }).click();
  await request.getByText('Operator 1 closed it').waitFor();
  await page.keyboard.press('Control+z');
  await request.getByText('Operator 1 reopened it').waitFor();
  await expect(request.locator('header .chip')).toHaveText('Answered');
  expect(mail.received).toHaveLength(2);
});

test('a colleague hears at once who has taken a request', async ({ browser }) => {
  await away();
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo?lang=en`);
  await visitor.launcher.click();
  await fillIn(visitor);
  const [mine, ada] = await Promise.all([
    Console.open(browser, desk.server.url),
    Console.open(browser, desk.server.url),
  ]);
  await mine.signIn(operator);
  await ada.signIn(desk.administrator);
  for (const { page } of [mine, ada]) {
    await page.goto(`${desk.server.url}/requests`);
    await page.getByText('No requests here').waitFor();
  }
  // Somebody is there now; who has begun to write goes on, and may go back.
  await visitor.panel.getByRole('button', { name: 'Back' }).waitFor();
  await visitor.panel.getByRole('button', { name: 'Send the message' }).click();
  for (const { page } of [mine, ada]) await page.getByRole('button', { name: /Jana Dvořáková/ }).click();
  await ada.page.getByRole('button', { name: 'Take', exact: true }).click();
  const request = mine.page.getByRole('article', { name: 'Jana Dvořáková' });
  await request.getByText('Ada Novak sees to this request').waitFor();
  await mine.page.getByText('No requests here').waitFor();
});

test('who has not begun to write is taken to the chat when somebody comes in', async ({ browser }) => {
  await away();
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo?lang=en`);
  await visitor.launcher.click();
  await visitor.panel.getByRole('button', { name: 'Send the message' }).waitFor();
  await operator.get('PUT', '/me/status', { status: 'available' });
  await visitor.panel.getByRole('button', { name: /Write a message/ }).waitFor();
});

test('who waits leaves a message instead, and waits no longer', async ({ browser }) => {
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo?lang=en`);
  await visitor.enter('Jana Dvořáková', 'Hello');
  await visitor.panel.getByRole('button', { name: 'Leave a message instead' }).click();
  await visitor.panel.getByRole('button', { name: 'Back' }).click();
  await visitor.panel.getByRole('button', { name: 'Leave a message instead' }).click();
  await fillIn(visitor);
  await visitor.panel.getByRole('button', { name: 'Send the message' }).click();
  await visitor.panel.getByText('Thank you, we have your message').waitFor();
  expect((await operator.workspace()).queue).toHaveLength(0);
  expect((await mail.mailTo(PODPORA)).text).toContain('waiting in');
  await visitor.panel.getByRole('button', { name: 'Done' }).click();
  await visitor.panel.getByRole('button', { name: /Write a message/ }).waitFor();
});
