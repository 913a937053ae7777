/** A backup taken while everybody talks, restored into another desk: nothing acknowledged before it is missing. */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDesk } from '../../support/desk.ts';
import { Server } from '../../support/server.ts';
import { Talks } from '../../support/talk.ts';
import { expect, test } from '../../support/test.ts';

for (const database of ['sqlite', 'postgres'] as const) {
  test(`${database}: a backup under load holds every message acknowledged before it began`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hovorna-backup-'));
    const file = join(folder, 'desk.hovorna');
    const desk = await openDesk({ database, operators: 6, chatLimit: 5 });
    const restored: Server[] = [];
    try {
      const talks = await Talks.begin(desk, desk.server.url, 5);
      talks.start(1);
      await talks.reach(1_500);
      const before = await desk.server.database.messages();
      const count = talks.count;
      await desk.server.tellMeanwhile('backup', file);
      expect(talks.count, 'they talked meanwhile').toBeGreaterThan(count);
      await talks.end();
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(existsSync(`${file}.part`)).toBe(false);

      const again = await Server.prepared(database);
      restored.push(again);
      await again.tellMeanwhile('restore', file);
      await again.run();
      const after = await again.database.messages();
      const found = new Set(after.map((message) => message.id));
      expect(before.filter((message) => !found.has(message.id))).toEqual([]);
      // State and events are of one moment: each conversation can be opened, and goes on from its last number.
      const administrator = await desk.administrator.at(again.url).signIn();
      const { items } = await administrator.get<{ items: { id: string; last_seq: number }[] }>(
        'GET',
        '/conversations?state=active&limit=100',
      );
      expect(items.length).toBe(talks.all.length);
      for (const { id, last_seq } of items) {
        const view = await administrator.get<{ events: { seq: number }[] }>('GET', `/conversations/${id}`);
        expect(view.events.at(-1)?.seq).toBe(last_seq);
      }
      await expect(again.tellMeanwhile('restore', file)).rejects.toThrow('another `hovorna serve` runs');
    } finally {
      for (const server of [desk.server, ...restored]) await server.discard();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
