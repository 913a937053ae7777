/**
 * The main job, from an empty server to the end of the first conversation, each person in a browser profile
 * of his or her own; and once more with the server restarted in the middle of the talk.
 */
import { Console, Visitor } from '../../support/pages.ts';
import { PASSWORD } from '../../support/people.ts';
import { Server } from '../../support/server.ts';
import { expect, test } from '../../support/test.ts';

const ADA = { name: 'Ada Novak', email: 'ada@example.com' };
const BEN = { name: 'Ben Horak', email: 'ben@example.com' };

for (const middle of ['nothing happens', 'the server is restarted'] as const) {
  test(`from set-up to the end of the first conversation; in the middle ${middle}`, async ({ browser }) => {
    const server = await Server.start();
    try {
      const ada = await Console.open(browser, `${server.url}/setup`);
      await ada.setUp(await server.setUpToken(), 'Green Energy', ADA);

      // The second operator is made in administration.
      await ada.page.goto(`${server.url}/admin/users`);
      await ada.page.getByRole('button', { name: 'Add user' }).click();
      const form = ada.page.getByRole('dialog');
      await form.getByLabel('Name', { exact: true }).fill(BEN.name);
      await form.getByLabel('E-mail').fill(BEN.email);
      await form.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
      await form.getByText('Support').click();
      await form.getByRole('button', { name: 'Add user' }).click();
      await ada.page.getByRole('button', { name: 'I have it' }).click();
      await ada.page.goto(`${server.url}/`);
      await ada.heading.waitFor();
      const ben = await Console.open(browser, server.url);
      await ben.signIn(BEN);

      // A client comes in through the demo page and stands in the queue on both screens.
      const visitor = await Visitor.open(browser, `${server.url}/demo`);
      await visitor.enter('Jana', 'My bill is too high');
      await expect(visitor.panel.getByText('You are next')).toBeVisible();
      await expect(ada.waiting('Jana')).toContainText('My bill is too high', { timeout: 1_000 });
      await expect(ben.waiting('Jana')).toContainText('My bill is too high', { timeout: 1_000 });

      // Ben looks before he says hello; what is written meanwhile appears in the preview.
      const preview = await ben.openPreview('Jana');
      await expect(preview).toContainText('My bill is too high');
      await visitor.say('It doubled');
      await expect(preview).toContainText('It doubled');
      await preview.getByRole('button', { name: /Accept/ }).click();
      await expect(ben.stage('Jana')).toBeVisible();
      // Ada sees who took it.
      await expect(ada.waiting('Jana')).toContainText(BEN.name);

      // They talk: typing and receipts both ways.
      await ben.composer.pressSequentially('Let me look');
      await expect(visitor.panel.getByText(`${BEN.name} is typing`)).toBeVisible();
      await ben.composer.press('Enter');
      await expect(visitor.bubble('Let me look')).toBeVisible();
      await visitor.composer.pressSequentially('Thank you');
      await expect(ben.page.getByText('Jana is typing')).toBeVisible();
      await visitor.composer.press('Enter');
      const thread = ben.page.getByRole('log');
      await expect(thread).toContainText('Thank you');
      await ben.page.bringToFront();
      await ben.composer.focus();
      await expect(visitor.panel.getByLabel('Read').last()).toBeVisible();

      if (middle === 'the server is restarted') {
        await server.stop();
        await visitor.say('Are you there?');
        await ben.say('One moment');
        await server.run();
        await expect(thread).toContainText('Are you there?', { timeout: 30_000 });
        await expect(visitor.bubble('One moment')).toBeVisible({ timeout: 30_000 });
        await expect(visitor.bubble('Are you there?')).toHaveCount(1);
      }

      // Ben passes Jana on with a note, Ada reads it and takes over.
      await ben.redirectTo(ADA.name, 'Meter reading looks wrong');
      await expect(visitor.panel.getByText(/passing you on/)).toBeVisible();
      await expect(ada.waiting('Jana')).toContainText(`from ${BEN.name}`);
      await ada.accept('Jana');
      await expect(ada.page.getByRole('log')).toContainText('Meter reading looks wrong');
      await expect(visitor.panel).not.toContainText('Meter reading looks wrong');
      await ada.say('We correct the bill');
      await expect(visitor.bubble('We correct the bill')).toBeVisible();

      await ada.end('Solved');
      await expect(visitor.panel.getByText('The operator ended the conversation')).toBeVisible();
      await expect(ada.page.locator('[data-row]')).toHaveCount(0);
    } finally {
      await server.discard();
    }
  });
}
