/**
 * The demo page and the widget on it as pictures, light, dark and on a phone, into results/screens (`make screens`), and on
 * each of them axe finds nothing.
 */
import type { Locator, Page } from '@playwright/test';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { pdf, png } from '../../support/chosen-files.ts';
import { LOOKS, look, open } from '../../support/look.ts';
import { Lumen } from '../../support/lumen.ts';
import type { Operator } from '../../support/people.ts';
import { Server } from '../../support/server.ts';
import { test } from '../../support/test.ts';

for (const [style, options] of Object.entries(LOOKS)) {
  test(`demo page and widget, ${style}`, async ({ browser }) => {
    const lumen = await Lumen.open();
    const { server, klara } = lumen;
    try {
      const page = await open(browser, options, `${server.url}/demo`);
      const launcher = page.getByRole('button', { name: /^Ask us/ });
      await launcher.waitFor();
      await look(page, 'demo', style);
      await launcher.click();
      const panel = page.getByRole('dialog', { name: /^Chat, / });
      await panel.getByRole('button', { name: /Write a message/ }).waitFor();
      await look(page, 'widget-home', style);
      await panel.getByRole('button', { name: /Write a message/ }).click();
      await panel.getByLabel(/What may we call you/).fill('Jane Walker');
      await panel.getByText('Moving', { exact: true }).click();
      await look(page, 'widget-form', style);
      const question = 'I am moving to a new flat and cannot find the meter’s code.';
      await panel.getByLabel(/Your message/).fill(question);
      await panel.getByRole('button', { name: 'Start chat' }).click();
      await panel.getByText('in line').waitFor();
      await look(page, 'widget-queue', style);

      const { id } = (await klara.workspace()).queue.find((row) => row.client.name === 'Jane Walker')!;
      await klara.get('POST', `/conversations/${id}/accept`);
      await klara.says(
        id,
        uuid7(),
        'Good morning, gladly. It has 18 digits: first page of your contract, top right.',
      );
      await panel.getByText('It has 18 digits').waitFor();
      await panel.getByRole('textbox', { name: 'Message' }).fill('Found it, thank you');
      await panel.getByRole('textbox', { name: 'Message' }).press('Enter');
      await panel.locator('.bubble').filter({ hasText: 'Found it' }).waitFor();
      await klara.says(
        id,
        uuid7(),
        'Then only the meter reading is missing. Can you send it from the new flat?',
      );
      await panel.getByText('only the meter reading').waitFor();
      await look(page, 'widget-talk', style);
      await talkOfFiles(page, panel, klara, id, style);
      await klara.get('POST', `/conversations/${id}/end`, {});
      await panel.getByText('The operator ended the conversation').waitFor();
      await panel.getByTitle('Good').click();
      await look(page, 'widget-ended', style);
    } finally {
      await lumen.end();
    }
  });

  test(`widget with nobody there, ${style}`, async ({ browser }) => {
    const server = await Server.start();
    try {
      const page = await open(browser, options, `${server.url}/demo`);
      await page.getByRole('button', { name: /^Ask us/ }).click();
      await page.getByRole('dialog', { name: /^Chat, / }).waitFor();
      await page.getByRole('button', { name: 'Send the message' }).waitFor();
      await look(page, 'widget-nobody', style);
      await page.getByRole('button', { name: 'Send the message' }).click();
      await page.getByText('Write your e-mail address.').waitFor();
      await look(page, 'widget-nobody-wrong', style);
    } finally {
      await server.discard();
    }
  });
}

/** Files in the thread and in the composer, a reply, and a picture opened large. */
async function talkOfFiles(
  page: Page,
  panel: Locator,
  klara: Operator,
  id: string,
  style: string,
): Promise<void> {
  const plan = await klara.uploads(id, 'Where the meter is.pdf', pdf('', 184_000).buffer);
  await klara.says(id, uuid7(), 'Here it is drawn.', { files: [plan.id] });
  await panel.getByText('Where the meter is.pdf').waitFor();
  const chooser = panel.locator('input[type=file]');
  await chooser.setInputFiles([png('Meter.png', 1200, 800)]);
  await panel.getByRole('textbox', { name: 'Message' }).press('Enter');
  const picture = panel.getByRole('button', { name: 'Enlarge Meter.png' });
  await picture.waitFor();
  await page.route('**/files/*?name=Contract*', () => undefined);
  await chooser.setInputFiles([
    pdf('Contract 2026.pdf', 320_000),
    { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<p>') },
  ]);
  await panel.getByText('cannot be sent').waitFor();
  const last = panel.locator('.message').filter({ hasText: 'Here it is drawn' });
  await last.hover();
  await last.getByRole('button', { name: 'Reply' }).click();
  await panel.getByRole('textbox', { name: 'Message' }).fill('Is it the grey one?');
  await look(page, 'widget-files', style);
  for (const name of ['Contract 2026.pdf', 'page.html'])
    await panel.getByRole('button', { name: `Remove ${name}` }).click();
  await panel.getByRole('textbox', { name: 'Message' }).press('Enter');
  await panel.locator('.bubble').filter({ hasText: 'grey one' }).waitFor();
  await look(page, 'widget-reply', style);
  await panel.getByRole('button', { name: 'Emoji' }).click();
  await look(page, 'widget-emoji', style);
  await page.keyboard.press('Escape');
  await picture.click();
  await panel.getByRole('img', { name: 'Meter.png' }).waitFor();
  await look(page, 'widget-picture', style);
  await page.keyboard.press('Escape');
}
