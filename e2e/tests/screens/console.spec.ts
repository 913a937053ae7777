/**
 * The workspace as pictures, light, dark and on a phone, into results/screens (`make screens`), and on each of them axe finds
 * nothing. Its neighbours look at the other pages of the console the same way.
 */
import type { Page } from '@playwright/test';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { pdf, png } from '../../support/chosen-files.ts';
import { openDesk } from '../../support/desk.ts';
import { ForeignSite } from '../../support/foreign-site.ts';
import { LOOKS, look, open } from '../../support/look.ts';
import { Lumen, WAITING } from '../../support/lumen.ts';
import { bar, signIn } from '../../support/pages.ts';
import { Client, type Operator } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

const ABOUT = `<meta property="og:title" content="Stolní lampa Luna s teplým světlem">
  <meta property="og:site_name" content="Lumen">
  <meta property="og:description" content="Svítí celou noc a ráno sama zhasne, kdyby na to někdo zapomněl.
  Dodání do tří dnů, záruka pět let.">`;

for (const [style, options] of Object.entries(LOOKS)) {
  test(`console, ${style}`, async ({ browser }) => {
    test.setTimeout(360_000);
    const lumen = await Lumen.open();
    const { server, klara } = lumen;
    try {
      const page = await open(browser, options, server.url);
      await signIn(page, klara);
      await expect(page.locator('[data-row]')).toHaveCount(WAITING);
      await lumen.comeIn();
      await expect(page.locator('[data-row]')).toHaveCount(WAITING + 1);
      await look(page, 'workspace', style);
      await openPreview(page);
      await look(page, 'workspace-preview', style);
      await page.keyboard.press('Escape');

      await page.getByText('Jana Procházková').first().click();
      await bar(page).waitFor();
      await lumen.janaTypes();
      await page.locator('.thread .typing').waitFor();
      await look(page, 'conversation', style);
      await lookAtComposer(page, style);
      // A phone shows one thing at a time: there the preview comes from the queue.
      const talk = page.url();
      if (style === 'phone') await page.goto(server.url);
      await openPreview(page);
      await page
        .getByRole('dialog', { name: /^Preview/ })
        .getByRole('button', { name: 'Redirect' })
        .click();
      await page.getByRole('button', { name: 'Operator', exact: true }).click();
      await page.getByLabel('A word for whoever comes next').fill('Nedoplatek, foto elektroměru chybí');
      await look(page, 'conversation-preview-redirect', style);
      await page.goto(talk);
      await bar(page).waitFor();
      await bar(page).getByRole('button', { name: 'Redirect' }).click();
      await page.getByLabel('A word for whoever comes next').waitFor();
      await look(page, 'conversation-redirect', style);
      await page.keyboard.press('Escape');
      await bar(page).getByRole('button', { name: 'End', exact: true }).click();
      await page.getByRole('dialog', { name: /End the conversation/ }).waitFor();
      await look(page, 'conversation-end', style);
      await page.keyboard.press('Escape');

      await lookAtMerging(page, style);
      await lookAtColleagues(page, lumen, style);
      await lookAtOverlays(page, style);

      await openOffline(page, lumen);
      await look(page, 'conversation-offline', style);
    } finally {
      await lumen.end();
    }
  });

  test(`what is behind a link, ${style}`, async ({ browser }) => {
    const site = await ForeignSite.open('', {}, ABOUT);
    const { host } = new URL(site.url);
    const desk = await openDesk({ operators: 1, settings: `preview_hosts = ["${host}"]` });
    try {
      const [operator] = desk.operators as [Operator];
      const client = new Client(desk.server.url);
      await client.enter('Jana Procházková');
      await operator.get('POST', `/conversations/${client.conversation}/accept`);
      await client.sends({ text: `Dobrý den, je to tahle? ${site.url}lampy/luna` });
      await operator.says(
        client.conversation,
        uuid7(),
        `Ano, přesně tahle: ${site.url}lampy/luna?barva=bila`,
      );
      const page = await open(browser, options, desk.server.url);
      await signIn(page, operator);
      await page.goto(`${desk.server.url}/?conversation=${client.conversation}`);
      await expect(page.getByRole('log').getByRole('link', { name: /^Stolní lampa Luna/ })).toHaveCount(2);
      await look(page, 'conversation-links', style);
    } finally {
      site.close();
      await desk.server.discard();
    }
  });
}

/** The dialog in which two clients are merged: whom, and side by side. On a phone it is opened from the panel. */
async function lookAtMerging(page: Page, style: string): Promise<void> {
  const dock = page.getByRole('complementary', { name: 'Client' });
  if (style === 'phone') await bar(page).getByRole('button', { name: 'Client', exact: true }).click();
  await dock.getByRole('button', { name: 'Merge with another client…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Are they one client?' });
  await dialog.getByRole('searchbox').fill('to');
  await dialog.getByRole('button', { name: /Tomáš/ }).first().waitFor();
  await look(page, 'client-merge-choose', style);
  await dialog.getByRole('button', { name: /Tomáš/ }).first().click();
  await dialog.getByRole('radio').first().waitFor();
  await look(page, 'client-merge', style);
  await page.keyboard.press('Escape');
  await dock.getByText('Identities').scrollIntoViewIfNeeded();
  await look(page, 'client-identities', style);
  await dock.getByRole('button', { name: 'Erase client…' }).scrollIntoViewIfNeeded();
  await look(page, 'client-privacy', style);
  await dock.getByRole('button', { name: 'Erase client…' }).click();
  await page.getByText('This goes for good').waitFor();
  await page.getByText(/messages of both sides/).waitFor();
  await look(page, 'client-erase', style);
  await page.keyboard.press('Escape');
  if (style === 'phone') await page.keyboard.press('Escape');
}

/** Files in the thread and in the tray, a quote, the template list, a picture in full. */
async function lookAtComposer(page: Page, style: string): Promise<void> {
  const thread = page.locator('.thread');
  await thread
    .getByRole('link', { name: /^Download/ })
    .first()
    .waitFor();
  const message = thread.locator('[data-seq]').filter({ hasText: 'poslat i z telefonu' });
  await message.focus();
  await page.keyboard.press('r');
  await page
    .locator('input[type=file]')
    .setInputFiles([
      pdf('Souhlas s převodem.pdf', 184_000),
      png('kde-je-EAN.png', 240, 180),
      { ...pdf('setup.exe', 400), mimeType: 'application/x-msdownload' },
    ]);
  await page.getByText('This kind of file may not be sent').waitFor();
  await expect(page.locator('progress')).toHaveCount(0);
  await look(page, 'conversation-files', style);
  await page.getByRole('button', { name: 'Remove setup.exe' }).click();
  await page.getByRole('button', { name: 'Remove Souhlas' }).click();
  await page.getByRole('button', { name: 'Remove kde-je' }).click();
  await page.getByRole('button', { name: 'Do not quote it' }).click();
  const composer = page.getByRole('textbox', { name: 'Message', exact: true });
  await composer.pressSequentially('/souhlas');
  await page.getByRole('option', { name: /Souhlas s převodem/ }).waitFor();
  await look(page, 'conversation-templates', style);
  await page.keyboard.press('Tab');
  await page.getByText('Fill in:').waitFor();
  await look(page, 'conversation-placeholder', style);
  await composer.fill('');
  await page.getByRole('button', { name: 'Enlarge elektroměr.png' }).click();
  await page.getByRole('dialog', { name: 'elektroměr.png' }).waitFor();
  await look(page, 'conversation-picture', style);
  await page.keyboard.press('Escape');
  if (style === 'phone') return;
  await page.getByRole('tab', { name: /^Files/ }).click();
  await page.getByRole('tabpanel').getByText('Documents').waitFor();
  await look(page, 'conversation-dock-files', style);
  await page.getByRole('tab', { name: 'Client' }).click();
}

/** Two colleagues are asked into a talk, and one has come. */
async function lookAtColleagues(page: Page, lumen: Lumen, style: string): Promise<void> {
  const { server, klara } = lumen;
  const [alena, david] = [await lumen.person('Alena Veselá'), await lumen.person('David Urban')];
  const jana = await lumen.talkWith('Jana Procházková');
  for (const { id } of [alena, david])
    await klara.get('POST', `/conversations/${jana}/invite`, { target: { operator: id } });
  await alena.get('POST', `/conversations/${jana}/join`);
  await page.goto(`${server.url}/?conversation=${jana}`);
  await bar(page)
    .getByRole('button', { name: /^Colleagues/ })
    .click();
  await page.getByRole('dialog', { name: 'Colleagues' }).getByText('David Urban').first().waitFor();
  await look(page, 'conversation-colleagues', style);
  await page.keyboard.press('Escape');
}

/** What lies over every page: the palette, what G offers, all keys, sounds and notices; and emoji while typing. */
async function lookAtOverlays(page: Page, style: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: 'Message', exact: true });
  await composer.pressSequentially(':srd');
  await page.getByRole('listbox', { name: 'Emoji', exact: true }).waitFor();
  await look(page, 'conversation-emoji-names', style);
  await composer.fill('');
  await page.keyboard.press('Escape');

  const search = page.getByRole('combobox', { name: 'Command or conversation' });
  await page.keyboard.press('Control+k');
  await search.waitFor();
  await look(page, 'palette', style);
  await search.fill('re');
  await look(page, 'palette-search', style);
  await search.fill('Sounds and notices');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Sounds and notices' }).waitFor();
  await look(page, 'notices', style);
  await page.keyboard.press('Escape');

  await page.goto(new URL('/', page.url()).href);
  await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await look(page, 'keys', style);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('g');
  await page.getByRole('status').filter({ hasText: 'Go to' }).waitFor();
  await look(page, 'going', style);
}

/** The server goes away while the operator writes on. */
async function openOffline(page: Page, { server }: Lumen): Promise<void> {
  await page.goto(server.url);
  await page.getByText('Tomáš Svoboda').first().click();
  await bar(page).waitFor();
  await server.kill();
  await page
    .getByText(/^Reconnecting/)
    .first()
    .waitFor();
  const composer = page.getByRole('textbox', { name: 'Message', exact: true });
  await composer.fill('Fakturu najdete v sekci Dokumenty.');
  await composer.press('Enter');
  await page.getByText('Fakturu najdete v sekci').first().waitFor();
}

async function openPreview(page: Page): Promise<void> {
  await page.locator('[data-row]').first().focus();
  await page.keyboard.press('Space');
  const preview = page.getByRole('dialog', { name: /^Preview/ });
  await preview.getByText('The chat so far').waitFor();
}
