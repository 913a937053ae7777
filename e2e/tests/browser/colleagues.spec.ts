/** Colleagues in a talk: one asks another in, both talk with the client, the talk changes hands. */
import { openDesk, type Desk } from '../../support/desk.ts';
import { Console, Visitor } from '../../support/pages.ts';
import type { Operator } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;
let ada: Operator;
let ben: Operator;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 2 });
  [ada, ben] = desk.operators as [Operator, Operator];
});

test.afterEach(async () => {
  await desk.server.discard();
});

test('a colleague is asked in, talks, takes over, and everybody sees who is there', async ({ browser }) => {
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo`);
  await visitor.enter('Jana', 'My meter ticks at night');
  const her = await Console.open(browser, desk.server.url);
  await her.signIn(ada);
  await her.accept('Jana');
  const his = await Console.open(browser, desk.server.url);
  await his.signIn(ben);

  // Ada asks Ben in, with a word.
  const bar = her.page.locator('header.bar');
  await bar.getByRole('button', { name: 'Colleagues' }).click();
  const panel = her.page.getByRole('dialog', { name: 'Colleagues' });
  await panel.getByRole('button', { name: 'Operator', exact: true }).click();
  await panel.getByRole('option', { name: ben.name }).click();
  await panel.getByLabel('A word for the colleague').fill('You know these meters');
  await panel.getByRole('button', { name: `Invite ${ben.name}` }).click();
  await expect(her.page.getByRole('log')).toContainText(`${ada.name} invited ${ben.name}`);

  // Ben sees it at once, looks, and joins.
  const invitations = his.page.getByRole('list', { name: 'Invitations' });
  await expect(invitations).toContainText(`${ada.name} invites you`, { timeout: 1_000 });
  await expect(invitations).toContainText('You know these meters');
  await invitations.getByRole('button', { name: 'Preview Jana' }).click();
  await expect(his.preview('Jana')).toContainText('My meter ticks at night');
  await his.preview('Jana').getByRole('button', { name: 'Join', exact: true }).click();
  await expect(his.stage('Jana')).toBeVisible();
  await expect(invitations).toHaveCount(0);
  await expect(visitor.panel.getByText(`${ben.name} joined`)).toBeVisible();

  // Both talk with her, and see that the other is writing.
  await his.composer.pressSequentially('Good evening');
  await expect(her.page.getByRole('log').getByRole('status')).toHaveText(`${ben.name} is writing`);
  await his.composer.press('Enter');
  await expect(visitor.bubble('Good evening')).toBeVisible();
  await expect(her.page.getByRole('log')).toContainText('Good evening');
  await her.say('Ben knows these meters');
  await expect(visitor.bubble('Ben knows these meters')).toBeVisible();
  await expect(his.page.getByRole('log')).toContainText('Ben knows these meters');

  // A guest can leave, but not end it.
  await expect(his.page.locator('header.bar').getByRole('button', { name: 'End', exact: true })).toHaveCount(
    0,
  );
  await expect(his.page.locator('header.bar').getByRole('button', { name: 'Leave' })).toBeVisible();

  // Ada hands it over and goes.
  await bar.getByRole('button', { name: `Colleagues: ${ben.name}` }).click();
  await panel.getByRole('button', { name: `Hand over to ${ben.name}` }).click();
  await expect(
    his.page.locator('header.bar').getByRole('button', { name: 'End', exact: true }),
  ).toBeVisible();
  await bar.getByRole('button', { name: 'Leave' }).click();
  await expect(her.stage('Jana')).toHaveCount(0);
  await expect(visitor.panel.getByText(`${ada.name} left the conversation`)).toBeVisible();
  await his.end('Solved');
  await expect(visitor.panel.getByText('The conversation has ended')).toBeVisible();
});

test('an invitation is taken back, put off, and a talk is never left to nobody', async ({ browser }) => {
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo`);
  await visitor.enter('Jana', 'Hello');
  const her = await Console.open(browser, desk.server.url);
  await her.signIn(ada);
  await her.accept('Jana');
  const his = await Console.open(browser, desk.server.url);
  await his.signIn(ben);
  const id = new URL(her.page.url()).searchParams.get('conversation');
  const invitations = his.page.getByRole('list', { name: 'Invitations' });

  await ada.get('POST', `/conversations/${id}/invite`, { target: { operator: ben.id } });
  await expect(invitations).toContainText('Jana');
  const bar = her.page.locator('header.bar');
  await bar.getByRole('button', { name: 'Colleagues' }).click();
  const panel = her.page.getByRole('dialog', { name: 'Colleagues' });
  await panel.getByRole('button', { name: `Withdraw the invitation for ${ben.name}` }).click();
  await expect(invitations).toHaveCount(0);
  await expect(panel.getByRole('button', { name: 'Leave' })).toHaveCount(0);
  await her.page.keyboard.press('Escape');

  await ada.get('POST', `/conversations/${id}/invite`, { target: { operator: ben.id } });
  await invitations.getByRole('button', { name: 'Decline the invitation to Jana' }).click();
  await expect(invitations).toHaveCount(0);
  await expect(her.page.getByRole('log')).toContainText(`${ben.name} will not come`);
});
