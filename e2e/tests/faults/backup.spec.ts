/** A backup taken while everybody talks, restored into another desk: nothing acknowledged before it is missing. */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import type { ConversationView } from '../../../web/shared/src/generated/ConversationView.ts';
import { openDesk } from '../../support/desk.ts';
import { connect, Graph } from '../../support/graph.ts';
import type { Operator } from '../../support/people.ts';
import { Server } from '../../support/server.ts';
import { Talks } from '../../support/talk.ts';
import { expect, test } from '../../support/test.ts';

/** Longer than any pause between two tries of these tests. */
const PATIENCE = { timeout: 120_000 };

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

  test(`${database}: what waited in a backup is sent by hand only, and the restore says so`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hovorna-backup-'));
    const file = join(folder, 'desk.hovorna');
    const graph = await Graph.start();
    const settings = `meta_graph_url = "${graph.url}"`;
    const desk = await openDesk({ database, operators: 1, settings });
    const restored = await Server.prepared(database, settings);
    try {
      await connect(graph, desk.administrator, 'whatsapp');
      await graph.writes('whatsapp', { from: '421905123456', name: 'Jana', text: 'Hello' });
      const [operator] = desk.operators as [Operator];
      let id = '';
      await expect.poll(async () => (id = (await operator.workspace()).queue.at(0)?.id ?? '')).not.toBe('');
      await operator.get('POST', `/conversations/${id}/accept`);
      const how = async (who: Operator, seq: number) => {
        const { deliveries } = await who.get<ConversationView>('GET', `/conversations/${id}`);
        return deliveries.find((it) => it.seq === seq);
      };

      // It is refused for a while, backed up, and goes afterwards.
      await graph.fails({ count: -1, code: 130429, http: 429, match: { kind: 'send' } });
      const { body: waits } = await operator.says(id, uuid7(), 'I waited');
      await expect.poll(async () => (await how(operator, waits.seq))?.why).toBe('too_fast');
      await desk.server.tellMeanwhile('backup', file);
      await graph.behaves();
      await expect
        .poll(async () => (await how(operator, waits.seq))?.state, PATIENCE)
        .toMatch(/^(sent|delivered|read)$/);
      await desk.server.stop();

      const said = await restored.tellMeanwhile('restore', file);
      expect(said).toContain('1 message to clients of messengers');
      expect(said).toContain(`/?conversation=${id}&at=${waits.seq}`);
      await restored.run();
      const again = await operator.at(restored.url).signIn();
      expect(await how(again, waits.seq)).toMatchObject({ state: 'unknown', why: 'restored' });
      // What is said from now on goes, past it.
      const { body: next } = await again.says(id, uuid7(), 'And on');
      await expect
        .poll(async () => (await how(again, next.seq))?.state, PATIENCE)
        .toMatch(/^(sent|delivered|read)$/);
      expect(await graph.texts('whatsapp')).toEqual(['I waited', 'And on']);
    } finally {
      graph.end();
      for (const server of [desk.server, restored]) await server.discard();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
