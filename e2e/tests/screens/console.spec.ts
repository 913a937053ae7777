/**
 * Every page of the console as a picture, light, dark and on a phone, into results/screens (`make screens`), and on each of
 * them axe finds nothing.
 */
import type { Locator, Page } from '@playwright/test';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import type { Invited } from '../../../web/shared/src/generated/Invited.ts';
import { openDesk } from '../../support/desk.ts';
import { pdf, png } from '../../support/chosen-files.ts';
import { ForeignSite } from '../../support/foreign-site.ts';
import { LOOKS, look, open } from '../../support/look.ts';
import { Lumen, WAITING } from '../../support/lumen.ts';
import { signIn } from '../../support/pages.ts';
import { Client, type Operator } from '../../support/people.ts';
import { codeOf } from '../../support/phone.ts';
import { Server } from '../../support/server.ts';
import { expect, test } from '../../support/test.ts';

/** Nobody answers there. */
const PROVIDER = {
  ...{ on: true, name: 'Lumen ID', issuer: 'http://127.0.0.1:1', client_id: 'hovorna', passwords: true },
  ...{ client_secret: 'correct horse battery' },
  newcomers: { role: 'operator', groups: [], domains: ['lumen.example'] },
};

const ABOUT = `<meta property="og:title" content="Stolní lampa Luna s teplým světlem">
  <meta property="og:site_name" content="Lumen">
  <meta property="og:description" content="Svítí celou noc a ráno sama zhasne, kdyby na to někdo zapomněl.
  Dodání do tří dnů, záruka pět let.">`;

for (const [style, options] of Object.entries(LOOKS)) {
  test(`entrance, ${style}`, async ({ browser }) => {
    const server = await Server.start();
    try {
      const page = await open(browser, options, `${server.url}/setup?token=${await server.setUpToken()}`);
      await page.getByRole('button', { name: 'Set up' }).waitFor();
      await look(page, 'setup', style);
    } finally {
      await server.discard();
    }
  });

  test(`console before anybody came, ${style}`, async ({ browser }) => {
    const { server, administrator } = await openDesk();
    try {
      const page = await open(browser, options, server.url);
      await page.getByLabel('E-mail').fill(administrator.email);
      await look(page, 'sign-in', style);
      await administrator.get('PUT', '/openid', PROVIDER);
      await page.goto(`${server.url}/sign-in?next=%2F#refused=unknown&address=max%40lumen.example`);
      await page.getByRole('link', { name: 'Sign in with Lumen ID' }).waitFor();
      await look(page, 'sign-in-provider', style);
      await signIn(page, administrator);
      await page.goto(`${server.url}/admin/sign-in`);
      await page.getByLabel('Issuer').waitFor();
      await page.getByRole('button', { name: 'Test' }).click();
      await page.getByText('Nobody answers at this address').waitFor();
      await look(page, 'admin-sign-in-provider', style);
      await page.goto(server.url);
      await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
      await look(page, 'workspace-empty', style);
    } finally {
      await server.discard();
    }
  });

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
      await page.goto(`${server.url}/requests`);
      await page.getByRole('button', { name: /Dana Říhová/ }).waitFor();
      await look(page, 'requests', style);
      await page.getByRole('button', { name: /Dana Říhová/ }).click();
      await page.getByRole('article', { name: 'Dana Říhová' }).waitFor();
      await look(page, 'requests-open', style);

      await lookAtBans(page, server.url, style);

      await page.goto(`${server.url}/templates`);
      await page.getByText('Souhlas s převodem').waitFor();
      await look(page, 'templates', style);
      await page.getByRole('button', { name: /^Souhlas s převodem/ }).click();
      await page.getByRole('dialog', { name: 'Edit template' }).waitFor();
      await look(page, 'templates-edit', style);

      await lookAtColleagues(page, lumen, style);
      await lookAtOverlays(page, style);

      await openOffline(page, lumen);
      await look(page, 'conversation-offline', style);
    } finally {
      await lumen.end();
    }
  });

  test(`the widget editor, ${style}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const lumen = await Lumen.open();
    try {
      const page = await open(browser, options, lumen.server.url);
      await signIn(page, lumen.klara);
      await expect(page.locator('[data-row]')).toHaveCount(WAITING);
      await lookAtWidgetEditor(page, lumen.server.url, style);
    } finally {
      await lumen.end();
    }
  });

  test(`one's own account, ${style}`, async ({ browser }) => {
    const lumen = await Lumen.open();
    try {
      const page = await open(browser, options, lumen.server.url);
      await signIn(page, lumen.klara);
      await lookAtAccount(page, lumen.server, style);
    } finally {
      await lumen.end();
    }
  });

  test(`the second step at the door, ${style}`, async ({ browser }) => {
    const { server, administrator } = await openDesk();
    try {
      const { secret } = await administrator.get<{ secret: string }>('POST', '/me/second-factor', {
        password: administrator.password,
      });
      await administrator.get('POST', '/me/second-factor/confirm', { code: codeOf(secret) });
      const page = await open(browser, options, server.url);
      await page.getByLabel('E-mail').fill(administrator.email);
      await page.getByRole('textbox', { name: 'Password' }).fill(administrator.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByLabel('Code from the app').waitFor();
      await look(page, 'sign-in-code', style);
    } finally {
      await server.discard();
    }
  });

  test(`people and their links, ${style}`, async ({ browser }) => {
    const lumen = await Lumen.open();
    try {
      const page = await open(browser, options, lumen.server.url);
      await lookAtPeople(page, lumen, style);
    } finally {
      await lumen.end();
    }
  });

  test(`conversations found again, ${style}`, async ({ browser }) => {
    const lumen = await Lumen.open();
    try {
      const page = await open(browser, options, lumen.server.url);
      await signIn(page, lumen.klara);
      await lookAtConversations(page, lumen, style);
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

/** One's own account, and the sheets on which the second step is set up. */
async function lookAtAccount(page: Page, { url, account }: Server, style: string): Promise<void> {
  await page.goto(`${url}/admin/sign-in`);
  await page.getByRole('switch').first().waitFor();
  await look(page, 'admin-sign-in', style);
  await page.goto(`${url}/admin/privacy`);
  await page.getByLabel('Make conversations anonymous after').fill('7');
  await page.getByText('Older than that now').waitFor();
  await look(page, 'admin-privacy', style);
  await page.getByRole('button', { name: 'Discard' }).click();
  // Something whose before and after can be looked at.
  const settings = (await (await page.request.get(`${url}/api/v1/settings`)).json()) as {
    chat_limit: number;
  };
  const changed = { ...settings, chat_limit: settings.chat_limit + 1 };
  expect((await page.request.put(`${url}/api/v1/settings`, { data: changed })).ok()).toBe(true);
  await page.goto(`${url}/admin/audit`);
  await page.locator('summary').first().click();
  await look(page, 'admin-audit', style);
  await page.goto(`${url}/account`);
  await page.getByText('This one').waitFor();
  await look(page, 'account', style);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('dialog').getByLabel('Present password').fill(account.password);
  await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Code from the app').waitFor();
  await look(page, 'account-second-step', style);
  await page.goto(url);
  const status = page.getByTitle('Status (Alt A)');
  await status.click();
  const chat = page.getByRole('menuitemcheckbox', { name: 'Chat' });
  await chat.waitFor();
  await chat.click();
  await page.getByText('You have switched Chat off').first().waitFor();
  await look(page, 'workspace-chat-off', style);
}

/** Users, an invitation and its link, and where such links lead. */
async function lookAtPeople(page: Page, { server, klara }: Lumen, style: string): Promise<void> {
  await signIn(page, klara);
  const { link } = await klara.get<Invited>('POST', '/invitations', {
    ...{ email: 'max@lumen.example', name: 'Max Horák', role: 'operator' },
  });
  await page.goto(`${server.url}/admin/users`);
  await page.getByText('Max Horák').waitFor();
  await look(page, 'admin-users', style);
  await page.getByRole('button', { name: 'David Urban', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Permissions', { exact: true }).click();
  await dialog.getByLabel('Audit log').scrollIntoViewIfNeeded();
  await look(page, 'admin-users-permissions', style);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await dialog.getByLabel('E-mail').fill('eva@lumen.example');
  await look(page, 'admin-users-invite', style);
  await dialog.getByRole('button', { name: 'Make link' }).click();
  await dialog.locator('dd.link').waitFor();
  await look(page, 'admin-users-link', style);

  await page.goto(`${server.url}${link}`);
  await page.getByLabel('Your name').waitFor();
  await look(page, 'welcome', style);
  await page.goto(`${server.url}/new-password#nothing`);
  await page.getByText('This link does not work any more').waitFor();
  await look(page, 'link-gone', style);
  await page.goto(`${server.url}/forgotten`);
  await page.getByText('No mail can be sent from here.').waitFor();
  await look(page, 'forgotten', style);
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

/** Who is banned, what the client panel says of it, and the dialog that bans. */
async function lookAtBans(page: Page, url: string, style: string): Promise<void> {
  const openDock = async () => {
    // What is over is redirected no more.
    const header = page.locator('header.bar');
    await header.waitFor();
    if (style === 'phone') await header.getByRole('button', { name: 'Client', exact: true }).click();
  };
  const dock = page.getByRole('complementary', { name: 'Client' });
  await page.goto(`${url}/bans`);
  await page.getByText('Insults my colleagues').waitFor();
  await look(page, 'bans', style);
  await page.locator('main table a').first().click();
  await openDock();
  await dock.getByRole('button', { name: 'Lift' }).waitFor();
  await look(page, 'client-banned', style);
  await page.goto(`${url}/bans`);
  await page.getByRole('radio', { name: 'Over' }).click();
  await page.getByText(/^lapsed/).waitFor();
  await page.locator('main table a').first().click();
  await openDock();
  await dock.getByRole('button', { name: 'Ban the client' }).click();
  await page.getByRole('dialog', { name: /^Ban / }).getByText('Until a day').click();
  await page.getByLabel('The last day').waitFor();
  await look(page, 'client-ban', style);
  await page.keyboard.press('Escape');
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

/** All conversations, those of a filter, what was searched in its three lists, and that nothing was found. */
async function lookAtConversations(page: Page, { server, klara }: Lumen, style: string): Promise<void> {
  const found = () =>
    klara.get<{ conversations: { items: unknown[] } }>('GET', '/search?q=faktur&kind=conversations');
  await expect.poll(async () => (await found()).conversations.items.length).toBeGreaterThan(1);
  const hit = page.locator('main a.hit').first();
  await page.goto(`${server.url}/conversations`);
  await hit.waitFor();
  await look(page, 'conversations', style);
  await page.getByLabel('State').selectOption('Ended');
  await page.getByLabel('Result').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Clear filters' }).waitFor();
  await hit.waitFor();
  await look(page, 'conversations-filtered', style);
  await page.goto(`${server.url}/conversations?q=faktur`);
  await hit.waitFor();
  await look(page, 'search', style);
  await page.getByRole('tab', { name: 'Files' }).click();
  await page.getByRole('searchbox').fill('elek');
  await expect(hit).toContainText('elektroměr.png');
  await look(page, 'search-files', style);
  await page.getByRole('tab', { name: 'Clients' }).click();
  await page.getByRole('searchbox').fill('jan');
  await expect(hit).toContainText('Jan');
  await look(page, 'search-clients', style);
  await page.getByRole('searchbox').fill('xylofon');
  await page.getByText('Nothing says').waitFor();
  await look(page, 'search-none', style);
  if (style === 'phone') return;
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command or conversation' }).fill('faktura');
  await page.getByRole('option', { name: /^Search everything/ }).waitFor();
  await look(page, 'palette-said', style);
  await page.keyboard.press('Escape');
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

function bar(page: Page): Locator {
  return page.locator('header.bar').filter({ has: page.getByRole('button', { name: 'Redirect' }) });
}

async function openPreview(page: Page): Promise<void> {
  await page.locator('[data-row]').first().focus();
  await page.keyboard.press('Space');
  const preview = page.getByRole('dialog', { name: /^Preview/ });
  await preview.getByText('The chat so far').waitFor();
}

async function lookAtWebhook(page: Page, server: Server, style: string): Promise<void> {
  await page.goto(`${server.url}/admin/webhooks`);
  await page.getByRole('link', { name: 'Zákaznický účet' }).click();
  await page.getByRole('button', { name: /Given up/ }).click();
  await page.locator('pre').waitFor();
  await look(page, 'admin-webhook', style);
  await page.getByRole('button', { name: 'More: Zákaznický účet' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByRole('dialog', { name: 'Edit webhook' }).waitFor();
  await look(page, 'admin-webhook-edit', style);
  await page.keyboard.press('Escape');
}
