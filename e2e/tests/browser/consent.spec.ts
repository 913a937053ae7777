/** What a client agrees to: shown in the forms, sent with its version, seen by the operator, kept in the editor's history. */
import type { FormField } from '../../../web/shared/src/generated/FormField.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { Console, Visitor } from '../../support/pages.ts';
import { PASSWORD } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';
import { changeWidget } from '../../support/widgets.ts';

const CONSENT = 'You agree that we answer.';
const BOX: FormField = { kind: 'consent', required: true, choices: {} };

let desk: Desk;
test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});
test.afterEach(() => desk.server.discard());

async function form(consent: FormField): Promise<void> {
  await changeWidget(desk.administrator, (widget) => {
    widget.form = [{ kind: 'name', required: false, choices: {} }, consent];
    widget.offline.fields = [{ kind: 'email', required: true, choices: {} }, consent];
    widget.texts.en = { ...widget.texts.en, consent: CONSENT, consent_url: 'https://example.com/privacy' };
  });
}

async function begins(browser: Parameters<typeof Visitor.open>[0]): Promise<Visitor> {
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo?lang=en`);
  await visitor.launcher.click();
  await visitor.panel.getByRole('button', { name: /Write a message/ }).click();
  await visitor.panel.getByLabel(/What may we call you/).fill('Jana');
  return visitor;
}

test('a box has to be ticked, the operator sees to what, and a change begins a new version', async ({
  browser,
}) => {
  await form(BOX);
  const visitor = await begins(browser);
  const { panel } = visitor;
  await expect(panel.getByRole('link', { name: 'How we handle your data' })).toHaveAttribute(
    'href',
    'https://example.com/privacy',
  );
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await expect(panel.getByText('We may answer only with your consent.')).toBeVisible();

  // Meanwhile the company changes the words: what was shown is what is agreed to.
  const office = await Console.open(browser, desk.server.url);
  const { page } = office;
  await office.signIn({ ...desk.administrator, password: PASSWORD });
  await page.goto(`${desk.server.url}/admin/widgets/demo?tab=consent`);
  await expect(page.getByText('Version 2')).toBeVisible();
  await page.getByLabel('Sentence').fill('You agree that we answer and call.');
  await expect(page.getByText('When this is saved, version 3 begins.')).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Version 3')).toBeVisible();
  await expect(page.getByRole('tabpanel').getByText(CONSENT, { exact: true })).toBeVisible();

  await panel.getByRole('checkbox', { name: CONSENT }).check();
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await visitor.composer.waitFor();

  await page.goto(desk.server.url);
  await office.accept('Jana');
  const client = page.getByRole('complementary', { name: 'Client' });
  await expect(client.getByText(/^version 2, /)).toBeVisible();
});

test('a notice needs no press, and whoever sends the form agrees', async ({ browser }) => {
  await form({ ...BOX, notice: true });
  const visitor = await begins(browser);
  const { panel } = visitor;
  await expect(panel.getByText(CONSENT)).toBeVisible();
  await expect(panel.getByRole('checkbox')).toHaveCount(0);
  const sent = visitor.page.waitForRequest(/widget\/v1\/conversations$/);
  await panel.getByRole('button', { name: 'Start chat' }).click();
  expect((await sent).postDataJSON()).toMatchObject({ form: { name: 'Jana', consent: '2' } });
  await visitor.composer.waitFor();
});

test('a message left says what was agreed to', async ({ browser }) => {
  await form(BOX);
  for (const one of [desk.administrator, desk.operators[0]!])
    await one.get('PUT', '/me/status', { status: 'away' });
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo?lang=en`);
  await visitor.launcher.click();
  const { panel } = visitor;
  await panel.getByLabel(/E-mail/).fill('jana@example.com');
  const send = panel.getByRole('button', { name: 'Send the message' });
  await send.click();
  await expect(panel.getByText('We may answer only with your consent.')).toBeVisible();
  await panel.getByRole('checkbox', { name: CONSENT }).check();
  await send.click();
  await panel.getByText('Thank you, we have your message').waitFor();

  const { page } = await operator(browser);
  await page.goto(`${desk.server.url}/requests`);
  await page.getByRole('button', { name: /jana@example.com/ }).click();
  await expect(page.getByRole('article').getByText(/^version 2, /)).toBeVisible();
});

async function operator(browser: Parameters<typeof Visitor.open>[0]): Promise<Console> {
  const console = await Console.open(browser, desk.server.url);
  await console.signIn(desk.operators[0]!);
  await console.heading.waitFor();
  return console;
}
