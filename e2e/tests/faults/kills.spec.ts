/** The server dies twenty times in the middle of fifty conversations. */
import { test } from '@playwright/test';
import { expectNothingLostOrDoubled } from '../../support/account.ts';
import { openDesk } from '../../support/desk.ts';
import { Talks } from '../../support/talk.ts';

const KILLS = 20;
/** Between two deaths at least so many messages get through, so that each hits a talk that has recovered. */
const BETWEEN = 250;

for (const database of ['sqlite', 'postgres'] as const) {
  test(`${database}: no acknowledged message is lost, doubled or out of order over ${KILLS} kills`, async () => {
    const desk = await openDesk({ database, operators: 10, chatLimit: 5 });
    try {
      const talks = await Talks.begin(desk, desk.server.url, 5);
      talks.start(1);
      for (let kill = 1; kill <= KILLS; kill++) {
        await talks.reach(talks.count + BETWEEN);
        await desk.server.kill();
        await desk.server.run();
      }
      await talks.reach(talks.count + BETWEEN);
      await talks.end();
      await expectNothingLostOrDoubled(talks, desk.server.database, true);
      console.log(
        `${database}: ${talks.count} messages in ${talks.all.length} conversations, ${KILLS} kills`,
      );
    } finally {
      await desk.server.discard();
    }
  });
}
