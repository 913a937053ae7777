/** The client's side: what survives, on which pages it works, and what it says when it cannot. */
import type { ConversationView } from '../../../web/shared/src/generated/ConversationView.ts';
import type { Widget } from '../../../web/shared/src/generated/Widget.ts';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { ForeignSite, snippet } from '../../support/foreign-site.ts';
import { Visitor } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

let desk: Desk;

test.beforeEach(async () => {
  desk = await openDesk({ operators: 1 });
});

test.afterEach(async () => {
  await desk.server.discard();
});

const demo = () => `${desk.server.url}/demo`;

/** The operator takes the client who waits; gives the conversation's id. */
async function accepted(): Promise<string> {
  const operator = desk.operators[0]!;
  await expect.poll(async () => (await operator.workspace()).queue.length).toBe(1);
  const { id } = (await operator.workspace()).queue[0]!;
  await operator.get('POST', `/conversations/${id}/accept`);
  return id;
}

async function textsOf(id: string): Promise<string[]> {
  const view = await desk.operators[0]!.get<ConversationView>('GET', `/conversations/${id}`);
  return view.events.flatMap((event) => (event.kind === 'message_added' ? [event.text] : []));
}

test('reload, navigation and a second tab show the same conversation', async ({ browser }) => {
  const visitor = await Visitor.open(browser, demo());
  await visitor.enter('Jana', 'First words');
  const id = await accepted();
  await desk.operators[0]!.says(id, uuid7(), 'Good morning');
  await expect(visitor.bubble('Good morning')).toBeVisible();

  const shows = async (page: Visitor) => {
    await expect(page.bubble('Good morning')).toBeVisible();
    await expect(page.bubble('First words')).toHaveCount(1);
  };
  // In the same tab the open panel comes back by itself.
  await visitor.page.reload();
  await shows(visitor);
  await visitor.page.goto(`${desk.server.url}/demo/tariffs`);
  await shows(visitor);
  const second = await visitor.anotherTab(demo());
  await second.launcher.click();
  await shows(second);
  await second.say('From the second tab');
  await expect(visitor.bubble('From the second tab')).toHaveCount(1);
  await visitor.say('And from the first');
  await expect(second.bubble('And from the first')).toHaveCount(1);
  await expect
    .poll(() => textsOf(id))
    .toEqual(['First words', 'Good morning', 'From the second tab', 'And from the first']);
});

test('what is written without a network is sent once when it is back', async ({ browser }) => {
  const visitor = await Visitor.open(browser, demo());
  await visitor.enter('Jana', 'First words');
  const id = await accepted();
  await expect(visitor.panel.getByText(/Operator 1 joined/)).toBeVisible();
  await visitor.context.setOffline(true);
  await visitor.say('Written in a tunnel');
  await visitor.say('And another');
  await expect(visitor.panel.getByLabel('On its way').first()).toBeVisible();
  await visitor.context.setOffline(false);
  await expect
    .poll(() => textsOf(id), { timeout: 30_000 })
    .toEqual(['First words', 'Written in a tunnel', 'And another']);
  await expect(visitor.bubble('Written in a tunnel')).toHaveCount(1);
  await expect(visitor.panel.getByLabel('On its way')).toHaveCount(0);
});

test('it works on a foreign page whose policy allows nothing inline', async ({ browser }) => {
  const { url } = desk.server;
  const ours = `${url} ${url.replace('http', 'ws')}`;
  const policy = `default-src 'none'; script-src ${url}; connect-src ${ours}; img-src ${url}`;
  const site = await ForeignSite.open(`<h1>Shop</h1>${snippet(url)}`, { 'content-security-policy': policy });
  try {
    const visitor = await Visitor.open(browser, site.url);
    const complaints: string[] = [];
    visitor.page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    await visitor.page.reload();
    await visitor.enter('Jana', 'From another site');
    const id = await accepted();
    await desk.operators[0]!.says(id, uuid7(), 'Good morning');
    await expect(visitor.bubble('Good morning')).toBeVisible();
    expect(complaints).toEqual([]);
  } finally {
    site.close();
  }
});

test('a page with hostile styles does not change it', async ({ browser }) => {
  const hostile = `<style>
    /* All but the root itself: a page that hides that has no widget to show. */
    html * { font-size: 40px !important; color: lime !important; display: none !important; opacity: 0.1 !important;
        pointer-events: none !important; position: static !important; transform: rotate(9deg) !important; }
  </style>`;
  const site = await ForeignSite.open(`${hostile}${snippet(desk.server.url)}`);
  try {
    const calm = await Visitor.open(browser, demo());
    const visitor = await Visitor.open(browser, site.url);
    const look = (it: Visitor) =>
      it.launcher.evaluate((element) => {
        const { fontSize, color, opacity } = getComputedStyle(element);
        const { width, height } = element.getBoundingClientRect();
        return { fontSize, color, opacity, width: Math.round(width), height: Math.round(height) };
      });
    expect(await look(visitor)).toEqual(await look(calm));
    await visitor.enter('Jana', 'Despite the styles');
    await expect(visitor.bubble('Despite the styles')).toBeVisible();
  } finally {
    site.close();
  }
});

test('a second copy on one page is refused with a warning', async ({ browser }) => {
  const site = await ForeignSite.open(snippet(desk.server.url).repeat(2));
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    const warned = page.waitForEvent('console', (message) => message.type() === 'warning');
    await page.goto(site.url);
    expect((await warned).text()).toContain('second widget');
    await expect(page.locator('hovorna-widget')).toHaveCount(1);
  } finally {
    site.close();
  }
});

test('when nobody is there and no message can be left, it says so and offers no queue', async ({
  browser,
}) => {
  const { items } = await desk.administrator.get<{ items: Widget[] }>('GET', '/widgets');
  const offline = { ...items[0]!.offline, on: false };
  await desk.administrator.get('PUT', '/widgets/demo', { ...items[0], offline });
  for (const operator of [desk.administrator, ...desk.operators])
    await operator.get('PUT', '/me/status', { status: 'away' });
  const visitor = await Visitor.open(browser, demo());
  await visitor.launcher.click();
  await expect(visitor.panel.getByRole('heading', { name: 'Nobody is here right now' })).toBeVisible();
  await expect(visitor.panel.getByRole('button', { name: /Write a message/ })).toHaveCount(0);
  await visitor.panel.getByRole('button', { name: 'Look again' }).click();
  await expect(visitor.panel.getByRole('heading', { name: 'Nobody is here right now' })).toBeVisible();
  // It learns by itself, too: whoever comes may be quicker than the button.
  await desk.operators[0]!.get('PUT', '/me/status', { status: 'available' });
  await expect(visitor.panel.getByRole('button', { name: /Write a message/ })).toBeVisible();
});

test('an incomplete form is explained and nothing is sent', async ({ browser }) => {
  const { administrator } = desk;
  const { items } = await administrator.get<{ items: Widget[] }>('GET', '/widgets');
  const form = [
    { kind: 'name', required: true },
    { kind: 'email', required: true },
    { kind: 'consent', required: true },
  ].map((field) => ({ ...field, choices: {} }));
  await administrator.get('PUT', '/widgets/demo', { ...items[0], form });
  const visitor = await Visitor.open(browser, demo());
  await visitor.launcher.click();
  const { panel } = visitor;
  await panel.getByRole('button', { name: /Write a message/ }).click();
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await expect(panel.getByText('Write what we may call you.')).toBeVisible();
  await expect(panel.getByText('Write your e-mail address.')).toBeVisible();
  await expect(panel.getByText('We may answer only with your consent.')).toBeVisible();
  await panel.getByLabel(/What may we call you/).fill('Jana');
  await panel.getByLabel(/E-mail/).fill('jana@');
  await panel.getByRole('checkbox').check();
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await expect(panel.getByText(/The address is not complete/)).toBeVisible();
  expect((await administrator.workspace()).queue).toEqual([]);
  await panel.getByLabel(/E-mail/).fill('jana@example.com');
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await expect.poll(async () => (await administrator.workspace()).queue.length).toBe(1);
});
