/** The pictures of the guides for operators and administrators, into docs/pictures: `make pictures`. */
import type { Browser, Page } from '@playwright/test';
import { LOOKS, open } from '../../support/look.ts';
import { MailServer } from '../../support/mail-server.ts';
import { Lumen, WAITING } from '../../support/lumen.ts';
import { signIn } from '../../support/pages.ts';
import { keep } from '../../support/picture.ts';
import { expect, test } from '../../support/test.ts';

const DESK = { ...LOOKS.light, viewport: { width: 1400, height: 820 } };
const OFFICE = { ...LOOKS.light, viewport: { width: 1400, height: 1060 } };
const PHONE = { ...LOOKS.phone, viewport: { width: 390, height: 720 } };

let lumen: Lumen;
test.beforeEach(async () => void (lumen = await Lumen.open()));
test.afterEach(() => lumen.end());

test('for operators: who waits', async ({ browser }) => {
  const page = await signedIn(browser);
  const queue = page.getByRole('region', { name: 'Queue' });
  await keep(page, 'operator-queue', { around: [queue], margin: 0 });

  await page.locator('[data-row]').first().focus();
  await page.keyboard.press('Space');
  const preview = page.getByRole('dialog', { name: /^Preview/ });
  await preview.getByText('The chat so far').waitFor();
  await keep(page, 'operator-preview', { around: [queue, preview], margin: 0 });
});

test('for operators: a conversation', async ({ browser }) => {
  const page = await signedIn(browser);
  await openJana(page);
  const stage = page.getByRole('region', { name: 'Conversation', exact: true });
  await keep(page, 'operator-conversation', { around: [stage], margin: 0 });
  const dock = page.getByRole('complementary', { name: 'Client' });
  await keep(page, 'operator-client', { around: [dock], margin: 0 });

  const composer = page.getByRole('textbox', { name: 'Message', exact: true });
  await composer.pressSequentially('/souhlas');
  const templates = page.getByRole('listbox', { name: 'Templates' });
  await templates.getByRole('option').first().waitFor();
  await keep(page, 'operator-templates', {
    around: [templates.locator('xpath=../..'), page.locator('.comp')],
    margin: 20,
  });
  await composer.fill('');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog').filter({ has: page.getByRole('combobox') });
  await palette.getByRole('combobox').fill('re');
  await palette.getByRole('option').first().waitFor();
  await keep(page, 'operator-commands', { around: [palette], margin: 0 });
  await palette.getByRole('combobox').fill('Sounds and notices');
  await page.keyboard.press('Enter');
  const notices = page.getByRole('dialog', { name: 'Sounds and notices' });
  await notices.waitFor();
  await keep(page, 'operator-notices', { around: [notices], margin: 0 });
});

test('for operators: colleagues', async ({ browser }) => {
  await inviteAnew();
  const page = await signedIn(browser);
  const invitations = page.getByRole('list', { name: 'Invitations' });
  await invitations.waitFor();
  await keep(page, 'operator-invitation', {
    around: [page.getByRole('heading', { name: /Invitations/ }), invitations],
    margin: 6,
  });

  const [alena, david] = [await lumen.person('Alena Veselá'), await lumen.person('David Urban')];
  const jana = await lumen.talkWith('Jana Procházková');
  for (const { id } of [alena, david])
    await lumen.klara.get('POST', `/conversations/${jana}/invite`, { target: { operator: id } });
  await alena.get('POST', `/conversations/${jana}/join`);
  await openJana(page);
  await page.getByRole('button', { name: /^Colleagues/ }).click();
  const panel = page.getByRole('dialog', { name: 'Colleagues' });
  await panel.getByText('David Urban').first().waitFor();
  await keep(page, 'operator-colleagues', { around: [panel], margin: 0 });
});

test('for operators: on a phone', async ({ browser }) => {
  const page = await signedIn(browser, PHONE);
  await openJana(page);
  await keep(page, 'operator-phone');
});

test('for administrators', async ({ browser }) => {
  const page = await signedIn(browser, OFFICE);
  const sheet = page.locator('main.sheet');
  const title = page.getByRole('heading', { level: 1 });
  const go = async (name: string) => {
    await page.goto(new URL(`/admin/${name}`, page.url()).href);
    await title.first().waitFor();
    await page.waitForLoadState('networkidle');
  };

  await go('users');
  const groups = page.getByRole('navigation', { name: 'Groups' });
  await keep(page, 'admin-users', { around: [title, page.getByRole('table'), groups], margin: 10 });
  await groups.getByText('Podpora CZ').click();
  await page.getByRole('button', { name: 'Edit group' }).click();
  const group = page.getByRole('dialog');
  await group.waitFor();
  await keep(page, 'admin-group', { around: [group], margin: 0 });
  await page.keyboard.press('Escape');

  await page.setViewportSize({ width: 1320, height: 720 });
  await go('widgets/demo');
  await page.getByRole('tab', { name: 'Look' }).click();
  await page.frameLocator('iframe').getByRole('button', { name: 'Write a message' }).waitFor();
  await keep(page, 'admin-widget-look', { around: [sheet], margin: 0 });
  await page.getByRole('tab', { name: 'Install' }).click();
  await page.getByText('Put this line into your pages').waitFor();
  await keep(page, 'admin-widget-snippet', {
    around: [
      page.getByText('Put this line into your pages'),
      page.getByText('The made-up company of this server'),
    ],
    margin: 20,
  });

  await page.setViewportSize(OFFICE.viewport);
  await go('identity');
  await keep(page, 'admin-signed-in', {
    around: [title, page.getByRole('tabpanel', { name: 'Node.js' })],
    margin: 24,
  });
  await go('company');
  await keep(page, 'admin-company', {
    around: [title, page.getByLabel('Name of the company'), page.getByText('In megabytes')],
    margin: 24,
  });
});

async function signedIn(browser: Browser, options = DESK): Promise<Page> {
  const page = await open(browser, options, lumen.server.url);
  await signIn(page, lumen.klara);
  await expect(page.locator('[data-row]')).toHaveCount(WAITING);
  return page;
}

async function openJana(page: Page): Promise<void> {
  await page.getByText('Jana Procházková').first().click();
  await page.getByText('poslat i z telefonu').last().waitFor();
}

/** The demo's invitation waits for whoever comes late; this one has as long as any. */
async function inviteAnew(): Promise<void> {
  const petr = await lumen.person('Petr Šimek');
  const { id, invitations } = (await petr.workspace()).mine[0]!;
  const target = { operator: lumen.klara.id };
  await petr.get('POST', `/conversations/${id}/withdraw`, { target });
  await petr.get('POST', `/conversations/${id}/invite`, { target, note: invitations[0]!.note });
}

test('for operators: requests', async ({ browser }) => {
  const page = await signedIn(browser);
  await page.goto(`${lumen.server.url}/requests`);
  await page.getByRole('button', { name: /Dana Říhová/ }).click();
  const request = page.getByRole('article', { name: 'Dana Říhová' });
  await request.getByRole('button', { name: 'Take', exact: true }).waitFor();
  await keep(page, 'operator-requests', {
    around: [page.getByRole('region', { name: 'Requests' }), request],
    margin: 0,
  });
});

test('for administrators: mail', async ({ browser }) => {
  const mail = await MailServer.start('starttls');
  try {
    const page = await signedIn(browser, OFFICE);
    await page.goto(`${lumen.server.url}/admin/mail`);
    await page.getByLabel('Server', { exact: true }).fill('localhost');
    await page.getByLabel('Port').fill(String(mail.port));
    await page.getByLabel('User name').fill('desk');
    await page.getByLabel('Password').fill('nearly right');
    await page.getByLabel('E-mail address').fill('podpora@lumen.example');
    await page.getByText('Certificate of your own authority').click();
    await page.getByLabel('Trusted certificates').fill(mail.authority);
    await page.getByText('Certificate of your own authority').click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    const told = page.getByRole('main').getByRole('status');
    await told.getByText('535').waitFor();
    await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
    await keep(page, 'admin-mail', { around: [page.getByRole('heading', { level: 1 }), told], margin: 24 });
  } finally {
    mail.end();
  }
});
