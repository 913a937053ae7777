/** Fifty conversations in which both sides talk without end, and the count of what became of it. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { uuid7 } from '../../web/shared/src/api/uuid7.ts';
import type { Added } from '../../web/shared/src/generated/Added.ts';
import type { Desk } from './desk.ts';
import { ClientLine, ConsoleLine } from './line.ts';
import { type Answer, Client, type Operator } from './people.ts';

export interface Talk {
  client: Client;
  operator: Operator;
  clientLine: ClientLine;
  consoleLine: ConsoleLine;
  /** What was acknowledged, in the order in which each side sent it. */
  acknowledged: { client: Added[]; operator: Added[] };
}

/** `atOnce`: how many messages one side has on the way; more than one and a network may reorder them. */
export class Talks {
  readonly all: Talk[] = [];
  readonly refused: string[] = [];
  #sent = 0;
  #isOver = false;
  #talking: Promise<unknown> = Promise.resolve();

  /** Every operator gets `each` clients, who come in, are accepted, and open their lines. */
  static async begin({ operators }: Desk, base: string, each: number): Promise<Talks> {
    const talks = new Talks();
    for (const operator of operators) {
      operator.base = base;
      const consoleLine = new ConsoleLine(operator);
      await consoleLine.open();
      for (let i = 0; i < each; i++) {
        const client = new Client(base);
        await untilDone(() => client.enter(`Client ${talks.all.length}`));
        await untilDone(async () => {
          const answer = await operator.ask('POST', `/conversations/${client.conversation}/accept`);
          // A repeated request finds it accepted already, by this very operator.
          if (answer.status !== 200 && answer.status !== 409) throw new Error(`accept: ${answer.status}`);
        });
        const clientLine = new ClientLine(client);
        await clientLine.open();
        consoleLine.follow(client.conversation);
        const acknowledged = { client: [], operator: [] };
        talks.all.push({ client, operator, clientLine, consoleLine, acknowledged });
      }
    }
    return talks;
  }

  /** How many messages were acknowledged so far. */
  get count(): number {
    return this.#sent;
  }

  start(atOnce: number): void {
    this.#talking = Promise.all(
      this.all.flatMap(({ client, operator, acknowledged }) =>
        Array.from({ length: atOnce }, () => [
          this.#speak(acknowledged.client, (id, text) => client.says(id, text)),
          this.#speak(acknowledged.operator, (id, text) => operator.says(client.conversation, id, text)),
        ]).flat(),
      ),
    );
  }

  async #speak(
    acknowledged: Added[],
    say: (id: string, text: string) => Promise<Answer<Added>>,
  ): Promise<void> {
    for (let n = 1; !this.#isOver; n++) {
      const id = uuid7();
      acknowledged.push(await this.#insist(() => say(id, `Message ${n}`)));
      this.#sent += 1;
      await pause(20 + Math.random() * 180);
    }
  }

  /** Says it under the same id until it is acknowledged, as widget and console do. */
  async #insist(say: () => Promise<Answer<Added>>): Promise<Added> {
    for (;;) {
      const answer = await say().catch(() => null);
      if (answer?.status === 201 || answer?.status === 200) return answer.body;
      // 503 and a dead line may pass; any other refusal is a finding.
      if (answer !== null && answer.status !== 503) this.refused.push(JSON.stringify(answer));
      await pause(100);
    }
  }

  async reach(count: number): Promise<void> {
    await expect.poll(() => this.#sent, { timeout: 60_000, intervals: [20] }).toBeGreaterThanOrEqual(count);
  }

  /** Everybody finishes the sentence; all lines hear the rest. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#talking;
    for (const { client, acknowledged, clientLine, consoleLine } of this.all) {
      const last = Math.max(...[...acknowledged.client, ...acknowledged.operator].map((it) => it.seq));
      const heard = () => Math.min(clientLine.last, consoleLine.lastOf(client.conversation));
      await expect.poll(heard, { timeout: 30_000, intervals: [50] }).toBeGreaterThanOrEqual(last);
    }
    for (const { clientLine, consoleLine } of this.all) {
      clientLine.close();
      consoleLine.close();
    }
  }
}

/** A request whose answer may get lost on the way. */
async function untilDone(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await ask();
      return;
    } catch (error) {
      if (tries === 50) throw error;
      await pause(50);
    }
  }
}
