/** Bans: laid from a talk or a preview, told kindly to the client, listed, lifted and taken back. */
import { openDesk, type Desk } from '../../support/desk.ts';
import { Console, Visitor } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

const SORRY = 'We are sorry, we cannot help you here at the moment.';

let desk: Desk;
test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});
test.afterEach(() => desk.server.discard());

test('who is banned in a talk is told kindly, and comes in again once the ban is lifted', async ({
  browser,
}) => {
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo`);
  await visitor.enter('Karel', 'You will be sorry');
  const hers = await Console.open(browser, desk.server.url);
  await hers.signIn(desk.operators[0]!);
  await hers.accept('Karel');
  const chief = await Console.open(browser, desk.server.url);
  await chief.signIn(desk.administrator);
  await chief.page.goto(hers.page.url());
  const [dock, hersDock] = [chief, hers].map(({ page }) =>
    page.getByRole('complementary', { name: 'Client' }),
  ) as [ReturnType<typeof chief.page.getByRole>, ReturnType<typeof chief.page.getByRole>];

  await dock.getByRole('button', { name: 'Ban the client' }).click();
  await expect(hersDock.getByRole('button', { name: 'Ban the client' })).toHaveCount(0);
  const dialog = chief.page.getByRole('dialog', { name: 'Ban Karel?' });
  await dialog.getByRole('button', { name: 'Ban', exact: true }).click();
  await expect(dialog.getByText('Write why.')).toBeVisible();
  await expect(dialog.getByLabel('Reason')).toBeFocused();
  await dialog.getByLabel('Reason').fill('Threatens people');
  await dialog.getByText('A week', { exact: true }).click();
  await expect(dialog.getByRole('checkbox')).toBeChecked();
  await dialog.getByRole('button', { name: 'Ban', exact: true }).click();
  await expect(dialog).toHaveCount(0);

  // Everybody at the desk sees it, with the reason; the client sees an end like any other.
  for (const at of [dock, hersDock]) await expect(at.getByText('Threatens people')).toBeVisible();
  await expect(
    hers.page.getByRole('log').getByText(`${desk.administrator.name} banned the client until`),
  ).toBeVisible();
  await expect(visitor.panel.getByText('The operator ended the conversation')).toBeVisible();
  await expect(visitor.panel.getByText('Threatens people')).toHaveCount(0);
  await visitor.panel.getByRole('button', { name: 'Start a new conversation' }).click();
  await visitor.panel.getByRole('button', { name: /Write a message/ }).click();
  await visitor.panel.getByLabel(/What may we call you/).fill('Karel again');
  await visitor.panel.getByLabel(/Your message/).fill('Let me in');
  await visitor.panel.getByRole('button', { name: 'Start chat' }).click();
  await expect(visitor.panel.getByRole('alert').getByText(SORRY)).toBeVisible();

  // The list, with a slip taken back.
  await chief.page.goto(`${desk.server.url}/conversations`);
  await chief.page.getByRole('link', { name: 'Bans' }).click();
  const row = chief.page.getByRole('row', { name: /Karel/ });
  await expect(row).toContainText('Threatens people');
  const lift = row.getByRole('button', { name: 'Lift the ban: Karel' });
  await lift.click();
  await expect(row).toContainText(`lifted by ${desk.administrator.name}`);
  await chief.page.keyboard.press('Control+z');
  await expect(lift).toBeVisible();
  await visitor.panel.getByRole('button', { name: 'Start chat' }).click();
  await expect(visitor.panel.getByRole('alert').getByText(SORRY)).toBeVisible();
  await lift.click();
  await expect(lift).toHaveCount(0);
  await visitor.panel.getByRole('button', { name: 'Start chat' }).click();
  await expect(visitor.panel.getByText('in line')).toBeVisible();

  await chief.page.reload();
  await expect(chief.page.getByRole('heading', { name: 'Nobody is banned' })).toBeVisible();
  await chief.page.getByRole('radio', { name: 'Over' }).click();
  await expect(row).toContainText(`lifted by ${desk.administrator.name}`);
});

test('a client who waits is banned from the preview, and the ban is undone at once', async ({ browser }) => {
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo`);
  const chief = await Console.open(browser, desk.server.url);
  await chief.signIn(desk.administrator);
  await visitor.enter('Karel', 'Buy my pills');
  const preview = await chief.openPreview('Karel');
  await preview.getByRole('button', { name: 'Ban the client' }).click();
  const dialog = chief.page.getByRole('dialog', { name: 'Ban Karel?' });
  await dialog.getByLabel('Reason').fill('Spam');
  await dialog.getByText('End the running conversation now').click();
  await dialog.getByRole('button', { name: 'Ban', exact: true }).click();
  await expect(preview.getByText('Banned', { exact: true }).first()).toBeVisible();
  // He waits on: it was not ended.
  await expect(visitor.panel.getByText('in line')).toBeVisible();
  await chief.page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(preview.getByText('Banned', { exact: true })).toHaveCount(0);
  await expect(preview.getByRole('button', { name: 'Ban the client' })).toBeVisible();
});
