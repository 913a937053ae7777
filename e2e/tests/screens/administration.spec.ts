/** The pages of the administration as pictures. */
import type { Locator, Page } from '@playwright/test';
import { png } from '../../support/chosen-files.ts';
import { LOOKS, look, open } from '../../support/look.ts';
import { Lumen } from '../../support/lumen.ts';
import { bar, signIn } from '../../support/pages.ts';
import type { Server } from '../../support/server.ts';
import { test } from '../../support/test.ts';

for (const [style, options] of Object.entries(LOOKS)) {
  test(`administration, ${style}`, async ({ browser }) => {
    test.setTimeout(360_000);
    const lumen = await Lumen.open();
    const { server, klara } = lumen;
    try {
      const page = await open(browser, options, server.url);
      await signIn(page, klara);
      const pages = [
        'users',
        'widgets',
        'widgets/demo',
        'identity',
        'tags',
        'mail',
        'webhooks',
        'tokens',
        'company',
      ];
      for (const name of pages) {
        await page.goto(`${server.url}/admin/${name}`);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await page.waitForLoadState('networkidle');
        if (name === 'widgets/demo')
          await page.frameLocator('iframe').getByRole('button', { name: 'Write a message' }).waitFor();
        await look(page, `admin-${name.replace('/', '-')}`, style);
      }

      await lookAtHours(page, server.url, style);
      await lookAtRouting(page, lumen, style);
      await lookAtWebhook(page, server, style);
      await lookAtWidgetEditor(page, server.url, style);
    } finally {
      await lumen.end();
    }
  });
}

/** The hours of a group that has some, of one that is always open, and what opens over them. */
async function lookAtHours(page: Page, url: string, style: string): Promise<void> {
  await page.goto(`${url}/admin/hours`);
  const choose = async (group: string) => {
    await page.getByRole('button', { name: /Choose another group/ }).click();
    await page.getByRole('menuitemcheckbox', { name: group }).click();
  };
  await choose('Obchod');
  await page.getByText(/^(Open now|Closed), /).waitFor();
  await page.getByRole('switch').first().waitFor();
  await look(page, 'admin-hours', style);
  await page.getByRole('button', { name: /^Wednesday 12:30/ }).click();
  await page.getByRole('dialog', { name: 'Change this time' }).waitFor();
  await look(page, 'admin-hours-time', style);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /Silvestr/ }).click();
  await page.getByRole('dialog', { name: 'Change an exception' }).waitFor();
  await look(page, 'admin-hours-exception', style);
  await page.keyboard.press('Escape');
  await choose('Podpora CZ');
  await page.getByText('This group is always open').waitFor();
  await look(page, 'admin-hours-none', style);
}

/** The sections of the widget's editor, and the preview in each of its states. */
async function lookAtWidgetEditor(page: Page, url: string, style: string): Promise<void> {
  const preview = page.frameLocator('iframe[title="Preview of the widget"]');
  const edit = async (tab: string) => {
    await page.goto(`${url}/admin/widgets/demo?tab=${tab}`);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
  };
  await edit('look');
  await page.locator('input[type=file]').setInputFiles([png('logo.png', 240, 60)]);
  await preview.locator('.company img').waitFor();
  await look(page, 'admin-widgets-look', style);
  await page.getByRole('button', { name: 'Discard' }).click();
  await edit('consent');
  await page.getByText('Version 1').waitFor();
  await preview.getByRole('button', { name: 'Start chat' }).waitFor();
  await look(page, 'admin-widgets-consent', style);
  await edit('texts');
  await preview.getByRole('button', { name: /Write a message/ }).waitFor();
  await look(page, 'admin-widgets-texts', style);
  await edit('triggers');
  await preview.getByRole('button', { name: 'Write to us' }).waitFor();
  await look(page, 'admin-widgets-triggers', style);
  const states: [string, Locator][] = [
    ['Waiting', preview.getByText('in line')],
    ['Conversation', preview.getByText('It stands on the first page')],
    ['Ended', preview.getByTitle('Good')],
    ['Message sent', preview.getByText('Thank you, we have your message')],
    ['Busy', preview.getByText('Everybody is busy right now')],
  ];
  const radio = (name: string) => page.getByRole('radio', { name, exact: true });
  await radio('Phone').click();
  for (const [state, sign] of states) {
    await radio(state).click();
    await sign.first().waitFor();
    await look(page, `admin-widgets-preview-${state.toLowerCase().replace(' ', '-')}`, style);
  }
}

/** One more rule that is tried before it is saved, and what a conversation tells of routing. */
async function lookAtRouting(page: Page, lumen: Lumen, style: string): Promise<void> {
  await page.goto(`${lumen.server.url}/admin/widgets/demo?tab=routing`);
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('Name of rule 4').fill('English speakers');
  await page.getByLabel('With what: Language').fill('en');
  await page.getByRole('button', { name: 'Add a condition' }).last().click();
  await page.getByRole('menuitem', { name: 'Page address' }).click();
  await page.getByLabel('With what: Page address').last().fill('/business');
  await page.getByLabel('Then to').last().selectOption({ label: 'English desk' });
  const attempt = page.getByRole('region', { name: 'Try on an imagined client' });
  await attempt.getByRole('button', { name: 'Try' }).click();
  await attempt.getByRole('status').waitFor();
  await look(page, 'admin-widgets-routing', style);
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.goto(`${lumen.server.url}/?conversation=${await lumen.talkWith('Jana Procházková')}`);
  if (style === 'phone') await bar(page).getByRole('button', { name: 'Client', exact: true }).click();
  await page.getByRole('tab', { name: 'Routing' }).click();
  await page.getByText('Why it came here').waitFor();
  await look(page, 'conversation-routing', style);
  await page.getByRole('tab', { name: 'Client' }).click();
  if (style === 'phone') await page.keyboard.press('Escape');
}

async function lookAtWebhook(page: Page, server: Server, style: string): Promise<void> {
  await page.goto(`${server.url}/admin/webhooks`);
  await page.getByRole('link', { name: 'Zákaznický účet' }).click();
  await page.getByRole('button', { name: /Given up/ }).click();
  await page.locator('pre').waitFor();
  await page.getByText('It answered with 503').scrollIntoViewIfNeeded();
  await look(page, 'admin-webhook', style);
  await page.getByRole('button', { name: 'More: Zákaznický účet' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByRole('dialog', { name: 'Edit webhook' }).waitFor();
  await look(page, 'admin-webhook-edit', style);
  await page.keyboard.press('Escape');
}
