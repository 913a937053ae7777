/** A network that cuts, delays, duplicates and reorders, between fifty conversations and the server. */
import { expect, test } from '@playwright/test';
import { expectNothingLostOrDoubled } from '../../support/account.ts';
import { BadNetwork } from '../../support/bad-network.ts';
import { openDesk } from '../../support/desk.ts';
import { Talks } from '../../support/talk.ts';

for (const database of ['sqlite', 'postgres'] as const) {
  test(`${database}: a bad network loses and doubles nothing`, async () => {
    const desk = await openDesk({ database, operators: 10, chatLimit: 5 });
    const network = await BadNetwork.before(desk.server.port);
    try {
      network.isBad = true;
      const talks = await Talks.begin(desk, network.url, 5);
      talks.start(3);
      for (let broken = 1; broken <= 10; broken++) {
        await talks.reach(talks.count + 400);
        network.breakLines();
        // Both at once: the server dies while requests are held back on the way.
        if (broken % 4 === 0) {
          await desk.server.kill();
          await desk.server.run();
        }
      }
      await talks.end();
      await expectNothingLostOrDoubled(talks, desk.server.database, false);
      for (const count of Object.values(network.done)) expect(count).toBeGreaterThan(50);
      console.log(`${database}: ${talks.count} messages through ${JSON.stringify(network.done)}`);
    } finally {
      network.close();
      await desk.server.discard();
    }
  });
}
