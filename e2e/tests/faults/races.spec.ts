/** Many want the same client at once. One gets it, no limit is exceeded, and every loser learns who won. */
import { expect, test } from '@playwright/test';
import type { Conversation } from '../../../web/shared/src/generated/Conversation.ts';
import { openDesk } from '../../support/desk.ts';
import { Client, type Answer, type Refusal } from '../../support/people.ts';

for (const database of ['sqlite', 'postgres'] as const) {
  test(`${database}: of 200 accepts of one conversation exactly one wins`, async () => {
    const { server, administrator, operators } = await openDesk({ database, operators: 20 });
    try {
      const client = new Client(server.url);
      await client.enter('Sought-after');
      const tries = Array.from({ length: 200 }, (_, i) => operators[i % operators.length]!);
      // Connections are open before the race: opening them one after another would make it a procession.
      await Promise.all(tries.map((operator) => operator.ask('GET', '/session')));
      const answers = await Promise.all(
        tries.map((operator) =>
          operator.ask<Conversation & Refusal>('POST', `/conversations/${client.conversation}/accept`),
        ),
      );
      const events = (await client.current()).events.filter((event) => event.kind === 'accepted');
      expect(events).toHaveLength(1);
      const winner = winnerOf(answers);
      expect(winner).toBeDefined();
      expect([...(await ownersOf(administrator))]).toEqual([[client.conversation, winner]]);
      answers.forEach((answer, i) => {
        // The winner's own further presses are answered as the first one was.
        if (tries[i]!.id === winner) expect(answer.status).toBe(200);
        else expect(answer).toMatchObject({ status: 409, body: { code: 'taken', operator: { id: winner } } });
      });
    } finally {
      await server.discard();
    }
  });

  test(`${database}: 50 operators race for 200 clients up to their limits`, async () => {
    const limit = 3;
    const { server, administrator, operators } = await openDesk({
      database,
      operators: 50,
      chatLimit: limit,
    });
    try {
      const clients = Array.from({ length: 200 }, () => new Client(server.url));
      await Promise.all(clients.map((client, i) => client.enter(`Client ${i}`)));
      // Each operator presses all clients, each in another order, eight at a time.
      const pressed = await Promise.all(
        operators.map(async (operator, i) => {
          const answers: {
            conversation: string;
            operator: string;
            answer: Answer<Conversation & Refusal>;
          }[] = [];
          for (let step = 0; step < 64; step += 8)
            await Promise.all(
              Array.from({ length: 8 }, async (_, k) => {
                const conversation = clients[(i * 4 + step + k) % 200]!.conversation;
                const path = `/conversations/${conversation}/accept`;
                const answer = await operator.ask<Conversation & Refusal>('POST', path);
                answers.push({ conversation, operator: operator.id, answer });
              }),
            );
          return answers;
        }),
      );
      const owners = await ownersOf(administrator);
      expect(owners.size).toBe(50 * limit);
      const counts = Map.groupBy(owners.values(), (owner) => owner);
      for (const those of counts.values()) expect(those).toHaveLength(limit);
      for (const { conversation, operator, answer } of pressed.flat()) {
        if (answer.status === 200) expect(owners.get(conversation)).toBe(operator);
        else if (answer.body.code === 'taken')
          expect(answer.body.operator?.id).toBe(owners.get(conversation));
        else expect(answer).toMatchObject({ status: 409, body: { code: 'limit-reached', limit } });
      }
    } finally {
      await server.discard();
    }
  });
}

function winnerOf(answers: Answer<Conversation & Refusal>[]): string | undefined {
  return answers.find((answer) => answer.status === 200)?.body.operator?.id;
}

async function ownersOf(administrator: {
  get<B>(m: string, p: string): Promise<B>;
}): Promise<Map<string, string>> {
  const owners = new Map<string, string>();
  let after = '';
  do {
    const path = `/conversations?state=active&limit=100${after && `&after=${encodeURIComponent(after)}`}`;
    const page = await administrator.get<{ items: Conversation[]; next: string | null }>('GET', path);
    for (const it of page.items) owners.set(it.id, it.operator!.id);
    after = page.next ?? '';
  } while (after !== '');
  return owners;
}
