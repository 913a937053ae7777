/** After a talk: the client rates it and has it by e-mail, the operator sends it and sees what the client thinks. */
import { openDesk, type Desk } from '../../support/desk.ts';
import { MailServer } from '../../support/mail-server.ts';
import { Console, Visitor } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});
test.afterEach(() => desk.server.discard());

async function talk(browser: Parameters<typeof Visitor.open>[0]): Promise<[Visitor, Console]> {
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo`);
  await visitor.enter('Jana', 'Where is my order?');
  const hers = await Console.open(browser, desk.server.url);
  await hers.signIn(desk.operators[0]!);
  await hers.accept('Jana');
  await hers.say('It left this morning.');
  await expect(visitor.bubble('It left this morning.')).toBeVisible();
  return [visitor, hers];
}

test('a client rates the talk with the keyboard, changes it after a reload, and operators find it', async ({
  browser,
}) => {
  const [visitor, hers] = await talk(browser);
  await hers.end('Solved');
  const { panel, page } = visitor;
  await expect(panel.getByText('The operator ended the conversation')).toBeVisible();
  const stars = panel.getByRole('radiogroup', { name: 'How was it?' });
  await expect(stars.getByRole('radio')).toHaveCount(5);
  // No mail server is set: nothing is offered that could not be done.
  await expect(panel.getByRole('button', { name: /by e-mail/ })).toHaveCount(0);
  await stars.getByRole('radio', { name: '1 of 5: Bad' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(stars.getByRole('radio', { name: '3 of 5: Fair' })).toBeChecked();
  await panel.getByLabel('Anything to add? (optional)').fill('A bit slow');
  await panel.getByRole('button', { name: 'Send the rating' }).click();
  await expect(panel.getByRole('status').filter({ hasText: 'Thank you for your rating.' })).toBeVisible();

  await page.reload();
  await expect(panel.getByText('3 of 5: Fair')).toBeVisible();
  await panel.getByRole('button', { name: 'Change it' }).click();
  await expect(panel.getByLabel('Anything to add? (optional)')).toHaveValue('A bit slow');
  await stars.getByTitle('Excellent').click();
  await panel.getByRole('button', { name: 'Send the rating' }).click();
  await expect(panel.getByText('5 of 5: Excellent')).toBeVisible();

  await hers.page.goto(`${desk.server.url}/conversations`);
  const rating = hers.page.getByLabel('Rating');
  await rating.selectOption({ label: '3 of 5, fair' });
  await expect(hers.page.getByText('No conversation')).toBeVisible();
  // The list follows what is said by a moment; a page that was just opened shows no older one.
  await expect(async () => {
    await hers.page.goto(`${desk.server.url}/conversations?rating=5`);
    await expect(hers.page.locator('main a.hit')).toHaveCount(1, { timeout: 3_000 });
  }).toPass();
  await expect(rating).toHaveValue('5');
  await hers.page.locator('main a.hit').click();
  await hers.stage('Jana').waitFor();
  await expect(hers.page.locator('header.bar').getByText('5 of 5, excellent')).toBeAttached();
  await expect(hers.page.getByRole('log').getByText('Jana rated the talk: 3 of 5, fair')).toBeVisible();
});

test('the talk goes by e-mail: asked for by the client, and sent with the end', async ({ browser }) => {
  const mails = await MailServer.start();
  try {
    await desk.administrator.get('PUT', '/mail-server', mails.settings);
    const [visitor, hers] = await talk(browser);
    const { page } = hers;
    await page.locator('header.bar').getByRole('button', { name: 'End', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: /End the conversation/ });
    await dialog.getByText('Send the talk by e-mail').click();
    await dialog.getByLabel('To', { exact: true }).fill('nonsense');
    await dialog.getByRole('button', { name: 'End conversation' }).click();
    await expect(dialog.getByText('The address is not complete.')).toBeVisible();
    await dialog.getByLabel('To', { exact: true }).fill('jana@seznam.cz');
    await dialog.getByRole('button', { name: 'End conversation' }).click();
    await expect.poll(() => mails.received.length).toBe(1);

    const { panel } = visitor;
    await panel.getByRole('button', { name: 'Send me the conversation by e-mail' }).click();
    const address = panel.getByLabel('Your e-mail address');
    await expect(address).toBeFocused();
    await address.fill('jana');
    await address.press('Enter');
    await expect(panel.getByText('The address is not complete')).toBeVisible();
    await address.fill('jana.home@seznam.cz');
    await address.press('Enter');
    await expect(panel.getByText('The conversation is on its way to jana.home@seznam.cz.')).toBeVisible();
    await expect.poll(() => mails.received.length).toBe(2);
    const [first, second] = mails.received;
    expect(first!.to).toEqual(['jana@seznam.cz']);
    expect(second!.to).toEqual(['jana.home@seznam.cz']);
    expect(second!.text).toContain('It left this morning.');
  } finally {
    mails.end();
  }
});
