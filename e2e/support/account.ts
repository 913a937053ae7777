/** The account at the end: what was acknowledged is there once, in one order, for both sides and in the database. */
import { expect } from '@playwright/test';
import type { Added } from '../../web/shared/src/generated/Added.ts';
import type { Database } from './database.ts';
import type { Talk, Talks } from './talk.ts';

/** `keepsOrder`: each side sent one message after the other, so their numbers must follow that. */
export async function expectNothingLostOrDoubled(
  talks: Talks,
  database: Database,
  keepsOrder: boolean,
): Promise<void> {
  expect(talks.refused).toEqual([]);
  const stored = Map.groupBy(await database.messages(), (message) => message.conversation);
  let total = 0;
  for (const talk of talks.all) {
    const rows = stored.get(talk.client.conversation) ?? [];
    expectSame(
      talk,
      rows.map(({ id, seq }) => ({ id, seq })),
    );
    if (keepsOrder) {
      expectRising(talk.acknowledged.client);
      expectRising(talk.acknowledged.operator);
    }
    total += rows.length;
  }
  expect(total).toBe(talks.count);
}

function expectSame({ acknowledged, clientLine, consoleLine, client }: Talk, rows: Added[]): void {
  const all = [...acknowledged.client, ...acknowledged.operator].sort((a, b) => a.seq - b.seq);
  // Every sentence was insisted on, so the database holds neither fewer nor more than was acknowledged.
  expect(rows).toEqual(all.map(({ id, seq }) => ({ id, seq })));
  expectRising(rows);
  expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
  const heard = (those: Added[]) => those.map(({ id, seq }) => ({ id, seq }));
  expect(heard(clientLine.messages)).toEqual(rows);
  expect(heard(consoleLine.messages.get(client.conversation) ?? [])).toEqual(rows);
  expect(clientLine.disorder).toEqual([]);
  expect(consoleLine.disorder).toEqual([]);
}

function expectRising(those: readonly Added[]): void {
  those.slice(1).forEach((it, i) => expect(it.seq).toBeGreaterThan(those[i]!.seq));
}
