/** Opening hours: an administrator writes them down, and the page of a client knows of every change within two seconds. */
import type { GroupHours } from '../../../web/shared/src/generated/GroupHours.ts';
import type { Page } from '@playwright/test';
import { type Desk, openDesk } from '../../support/desk.ts';
import { Console, Visitor } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

/** The promise: a page learns a change of availability within this. */
const PROMISED_MS = 2_000;

let desk: Desk;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});

test.afterEach(async () => {
  await desk.server.discard();
});

async function group(): Promise<string> {
  return (await desk.administrator.workspace()).groups[0]!.id;
}

/** Around the clock, or never. */
async function keep(open: boolean): Promise<void> {
  const { administrator } = desk;
  if (open) await administrator.get('DELETE', `/groups/${await group()}/hours`);
  else await administrator.get('PUT', `/groups/${await group()}/hours`, { zone: 'Europe/Prague', week: {} });
}

/** How long after `change` the panel shows `words`, in milliseconds of the page. */
async function learnedAfter(page: Page, words: string, change: () => Promise<void>): Promise<number> {
  const seen = page.evaluate(
    (text) =>
      new Promise<number>((done) => {
        const root = document.querySelector('hovorna-widget')!.shadowRoot!;
        const look = () => {
          if (root.querySelector('[role=dialog]')?.textContent?.includes(text)) done(Date.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
    words,
  );
  const began = Date.now();
  await change();
  return (await seen) - began;
}

test('an open panel and the launcher learn within two seconds that nobody is taken, and that somebody is', async ({
  browser,
}) => {
  const { administrator } = desk;
  const operator = desk.operators[0]!;
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo`);
  await visitor.launcher.click();
  await expect(visitor.panel.getByText('Somebody is here for you now')).toBeVisible();
  const away = async () => {
    await administrator.get('PUT', '/me/status', { status: 'away' });
    await operator.get('PUT', '/me/status', { status: 'away' });
  };
  const back = async () => void (await operator.get('PUT', '/me/status', { status: 'available' }));
  const changes: [string, () => Promise<void>][] = [
    ['Nobody is here', away],
    ['Somebody is here for you now', back],
    ['Nobody is here', () => keep(false)],
    ['Somebody is here for you now', () => keep(true)],
  ];
  const took: number[] = [];
  for (const [words, change] of changes) took.push(await learnedAfter(visitor.page, words, change));
  console.log(`learned after ${took.join(', ')} ms`);
  expect(Math.max(...took)).toBeLessThan(PROMISED_MS);

  // Pressed once, the launcher knows it, too, with the panel closed.
  await visitor.page.keyboard.press('Escape');
  await expect(visitor.panel).toBeHidden();
  await keep(false);
  await expect(visitor.launcher).toHaveAccessibleName(/Nobody is here/, { timeout: PROMISED_MS });
  await keep(true);
  await expect(visitor.launcher).not.toHaveAccessibleName(/Nobody is here/, { timeout: PROMISED_MS });
});

test('news of availability leaves the focus of who is elsewhere on the page alone', async ({ browser }) => {
  const visitor = await Visitor.open(browser, `${desk.server.url}/demo`);
  await visitor.launcher.click();
  await expect(visitor.panel.getByText('Somebody is here for you now')).toBeVisible();
  const link = visitor.page.getByRole('link').first();
  await link.focus();
  await keep(false);
  await expect(visitor.panel.getByText('Nobody is here').first()).toBeVisible();
  await expect(link).toBeFocused();
});

test('an administrator writes the hours of a group down and they hold', async ({ browser }) => {
  const console = await Console.open(browser, desk.server.url);
  const { page } = console;
  await console.signIn(desk.administrator);
  await page.goto(`${desk.server.url}/admin/hours`);
  await expect(page.getByText('This group is always open')).toBeVisible();
  await page.getByRole('button', { name: 'Set opening hours' }).click();

  // Monday's end by the arrows, Tuesday typed, then copied, Saturday added.
  const monday = page.getByRole('button', { name: 'Monday 8:00 to 17:00' });
  await monday.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(page.getByRole('button', { name: 'Monday 7:45 to 17:30' })).toBeFocused();
  await page.getByRole('button', { name: 'Tuesday 8:00 to 17:00' }).click();
  const typed = page.getByRole('dialog', { name: 'Change this time' });
  await typed.getByLabel('From – to').fill('half past seven');
  await typed.getByRole('button', { name: 'Done' }).click();
  await expect(typed.getByText('Write two times such as')).toBeVisible();
  await typed.getByLabel('From – to').fill('22-6');
  await typed.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('button', { name: 'Tuesday 22:00 to 6:00' })).toBeVisible();
  await page.getByRole('button', { name: 'Copy to other days: Monday' }).click();
  const days = page.getByRole('dialog', { name: 'Copy to other days: Monday' });
  await days.getByText('Tuesday').click();
  await days.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Friday 7:45 to 17:30' })).toBeVisible();
  await page.getByRole('button', { name: 'Add a time on Saturday' }).click();
  await expect(page.getByRole('button', { name: 'Saturday 8:00 to 16:00' })).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('button', { name: /^Saturday 8/ })).toHaveCount(0);

  // A pointer draws a stretch and moves its end.
  const line = page.getByRole('group', { name: 'Sunday' });
  const box = (await line.boundingBox())!;
  const at = (hour: number) => box.x + (box.width * hour) / 24;
  const drag = async (from: number, to: number) => {
    await page.mouse.move(at(from), box.y + 18);
    await page.mouse.down();
    await page.mouse.move(at((from + to) / 2), box.y + 18);
    await page.mouse.move(at(to), box.y + 18);
    await page.mouse.up();
  };
  await drag(9, 12);
  await expect(page.getByRole('button', { name: 'Sunday 9:00 to 12:00' })).toBeVisible();
  await drag(11.95, 14);
  await expect(page.getByRole('button', { name: 'Sunday 9:00 to 14:00' })).toBeVisible();

  await page.getByLabel('Time zone').selectOption('Europe/Prague');
  await page.getByLabel('Closed on the public holidays of').selectOption('CZ');
  const christmas = page.getByRole('switch', { name: /^Open on .*24 December/ });
  if ((await christmas.count()) === 0) await page.getByRole('button', { name: /^Show all/ }).click();
  await christmas.first().click();

  await page.getByRole('button', { name: 'Add days' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Days with other hours' });
  await dialog.getByLabel('First day').fill('2027-07-01');
  await dialog.getByLabel('Last day').fill('2027-07-03');
  await dialog.getByLabel('Name').fill('Moving house');
  await dialog.getByRole('radio', { name: 'Other hours' }).click();
  await dialog.getByLabel('From – to').fill('9-12, 13-15');
  await dialog.getByRole('button', { name: 'Add days' }).click();
  await expect(page.getByText('9:00 – 12:00, 13:00 – 15:00')).toBeVisible();

  await page.keyboard.press('Control+s');
  await expect(page.getByText(/Opening hours of .* saved/)).toBeVisible();
  await expect(page.getByText('Unsaved changes')).toHaveCount(0);

  const kept = await desk.administrator.get<GroupHours>('GET', `/groups/${await group()}/hours`);
  const { week, zone, holidays, exceptions } = kept.schedule!;
  const workday = [{ from: '07:45', to: '17:30' }];
  expect([zone, holidays]).toEqual(['Europe/Prague', 'CZ']);
  expect([week.monday, week.tuesday, week.friday]).toEqual([
    workday,
    [{ from: '22:00', to: '06:00' }],
    workday,
  ]);
  expect([week.saturday, week.sunday]).toEqual([[], [{ from: '09:00', to: '14:00' }]]);
  expect(exceptions.map((it) => [it.from.slice(5), it.hours.kind])).toEqual([
    ['12-24', 'usual'],
    ['07-01', 'other'],
  ]);

  await page.reload();
  await expect(page.getByRole('button', { name: 'Tuesday 22:00 to 6:00' })).toBeVisible();
  await page.getByRole('button', { name: 'More for these hours' }).click();
  await page.getByRole('menuitem', { name: /^Always open/ }).click();
  await expect(page.getByText('This group is always open')).toBeVisible();
});
