/** `hovorna demo`: full at once, full for as long as it runs, kept over a restart, made anew on demand. */
import type { CompanySettings } from '../../../web/shared/src/generated/CompanySettings.ts';
import { Lumen, WAITING } from '../../support/lumen.ts';
import { Console } from '../../support/pages.ts';
import { Client } from '../../support/people.ts';
import { expect, test } from '../../support/test.ts';

test('a company in the middle of a shift', async ({ browser }) => {
  const lumen = await Lumen.open();
  const { server, klara } = lumen;
  try {
    const hers = await Console.open(browser, server.url);
    await hers.signIn(klara);
    const rows = hers.page.locator('[data-row]');
    await expect(rows).toHaveCount(WAITING);
    await hers.accept('Eva Krejčí');
    await expect(rows).toHaveCount(WAITING - 1);

    // A client whose browser is gone leaves the queue; those of the demo never go.
    const { graces, ...settings } = await klara.get<CompanySettings>('GET', '/settings');
    const short = { ...graces, client_away: 1, client_waiting: 5, client_active: 5 };
    await klara.get('PUT', '/settings', { ...settings, graces: short });
    await new Client(server.url).enter('Somebody');
    await expect(hers.waiting('Somebody')).toHaveCount(1);
    const waiting = async () => (await klara.workspace()).queue.length;
    await expect.poll(waiting, { timeout: 30_000 }).toBeLessThan(WAITING);
    expect(await waiting()).toBe(WAITING - 1);
    expect((await klara.workspace()).mine).toHaveLength(4);

    // What somebody did is kept, until it is made anew: with another password.
    await server.stop();
    await server.run();
    await hers.page.goto(server.url);
    await expect(rows).toHaveCount(WAITING - 1);
    const before = server.account;
    await server.stop();
    await server.run('--reset');
    expect(server.account.password).not.toBe(before.password);
    await hers.signIn({ name: klara.name, ...server.account });
    await expect(rows).toHaveCount(WAITING);
  } finally {
    await lumen.end();
  }
});
