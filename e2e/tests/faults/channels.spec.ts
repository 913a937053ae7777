/**
 * Meta refuses, is too busy, slow, or takes a message and loses its answer; the server is killed while it sends. In the end no
 * message of an operator is lost without a word, and none was sent twice by us.
 */
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import type { ConversationView } from '../../../web/shared/src/generated/ConversationView.ts';
import type { Database } from '../../support/database.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { connect, type Fault, Graph, type Kind, KINDS } from '../../support/graph.ts';
import type { Operator } from '../../support/people.ts';
import { Server } from '../../support/server.ts';
import { expect, test } from '../../support/test.ts';

/**
 * What says a no that passes, and one that does not; the codes are those of Meta's documents. A no that passes comes with 4xx:
 * after a 5xx nobody knows whether the message was taken.
 */
const CODES: Record<Kind, { busy: number; passing: number; never: number }> = {
  whatsapp: { busy: 130429, passing: 131016, never: 131026 },
  messenger: { busy: 613, passing: 2, never: 100 },
};
/** Longer than any pause between two tries of these tests. */
const PATIENCE = { timeout: 120_000 };

let graph: Graph;
let desk: Desk;
let operator: Operator;

async function open(database: Database['kind']): Promise<void> {
  graph = await Graph.start();
  desk = await openDesk({
    database,
    operators: 1,
    chatLimit: 50,
    settings: `meta_graph_url = "${graph.url}"`,
  });
  operator = desk.operators[0]!;
}

test.afterEach(async () => {
  graph.end();
  await desk.server.discard();
});

/** A client of this number has written, and the operator has accepted. */
async function talk(kind: Kind, from = '421905123456'): Promise<string> {
  const name = `${kind} ${from}`;
  await graph.writes(kind, { from, name, text: 'Hello' });
  let id = '';
  await expect
    .poll(async () => {
      const { queue } = await operator.workspace();
      id = queue.find((row) => row.client.name === name)?.id ?? '';
      return id;
    })
    .not.toBe('');
  await operator.get('POST', `/conversations/${id}/accept`);
  return id;
}

/** From now on these fail, too. */
const happen = (...fail: Fault[]) => graph.tell({ fail });

/** Says it; returns its number. */
async function says(conversation: string, text: string): Promise<number> {
  const { status, body } = await operator.says(conversation, uuid7(), text);
  expect(status).toBe(201);
  return body.seq;
}

const view = (conversation: string) =>
  operator.get<ConversationView>('GET', `/conversations/${conversation}`);

/** How far a message has got. */
async function state(conversation: string, seq: number): Promise<string> {
  const { deliveries } = await view(conversation);
  return deliveries.find((it) => it.seq === seq)?.state ?? 'none';
}

const becomes = (conversation: string, seq: number) => expect.poll(() => state(conversation, seq), PATIENCE);

/** What an operator said, in the talk of this id. */
interface Said {
  id: string;
  seq: number;
  text: string;
}

/** Nothing went twice or is lost without a word, and what went of one talk went in the order in which it was said. */
async function isWhole(kind: Kind, talks: number, said: Said[]): Promise<void> {
  const went = await graph.texts(kind);
  expect(new Set(went).size, 'nothing went twice').toBe(went.length);
  let unknown = 0;
  for (const { id, seq, text } of said) {
    const how = await state(id, seq);
    expect(how, text).toMatch(/^(sent|delivered|read|unknown)$/);
    if (how === 'unknown') unknown += 1;
    else expect(went, `${text} is said to have gone`).toContain(text);
  }
  // What went of one talk went in the order in which it was said.
  for (let n = 0; n < talks; n++) {
    const ours = said.map(({ text }) => text).filter((text) => text.startsWith(`Talk ${n},`));
    const theirs = went.filter((text) => text.startsWith(`Talk ${n},`));
    expect(theirs).toEqual(ours.filter((text) => theirs.includes(text)));
  }
  console.log(`${kind}: ${said.length} messages, ${went.length} went, ${unknown} unknown`);
}

/** What goes wrong, played through one messenger. Each has its own talks; what fails for one fails for it alone. */
const FAULTS: Record<string, (kind: Kind) => Promise<void>> = {
  'a no that passes is tried again, in order, and nothing goes twice': async (kind) => {
    const sends = { product: kind, kind: 'send' };
    const codes = CODES[kind];
    const id = await talk(kind);
    await happen(
      { count: 1, code: codes.passing, http: 400, match: sends },
      { count: 1, code: codes.busy, http: 429, match: sends },
    );
    const words = ['One', 'Two', 'Three', 'Four'];
    const numbers: number[] = [];
    for (const text of words) numbers.push(await says(id, text));
    await expect.poll(() => graph.texts(kind), PATIENCE).toEqual(words);
    for (const seq of numbers) await becomes(id, seq).toMatch(/^(sent|delivered|read)$/);
    expect(await graph.texts(kind)).toEqual(words);
  },
  'a no for good is said, and sent again only when the operator wants it': async (kind) => {
    const sends = { product: kind, kind: 'send' };
    const codes = CODES[kind];
    const id = await talk(kind);
    await happen({ count: 1, code: codes.never, match: sends });
    const refused = await says(id, 'Do you hear me?');
    await becomes(id, refused).toBe('failed');
    const { deliveries } = await view(id);
    expect(deliveries.find((it) => it.seq === refused)?.why).toBeTruthy();
    const next = await says(id, 'Hello again');
    await becomes(id, next).toMatch(/^(sent|delivered|read)$/);
    expect(await graph.texts(kind)).toEqual(['Hello again']);
    await operator.get('POST', `/conversations/${id}/messages/${refused}/send-again`);
    await becomes(id, refused).toMatch(/^(sent|delivered|read)$/);
    expect(await graph.texts(kind)).toEqual(['Hello again', 'Do you hear me?']);
  },
  'one slow answer holds up nobody else, and its message goes once': async (kind) => {
    const sends = { product: kind, kind: 'send' };
    const [slow, other] = [await talk(kind), await talk(kind, '421905000002')];
    await happen({ count: 1, mode: 'slow', delay_s: 8, match: { ...sends, body: 'Slowly' } });
    const late = await says(slow, 'Slowly');
    const quick = await says(other, 'Quickly');
    await becomes(other, quick).toMatch(/^(sent|delivered|read)$/);
    await becomes(slow, late).toMatch(/^(sent|delivered|read)$/);
    expect(await graph.texts(kind)).toEqual(['Quickly', 'Slowly']);
  },
  'taken, and the answer lost: it is unknown, not sent again, until the messenger tells': async (kind) => {
    const sends = { product: kind, kind: 'send' };
    const id = await talk(kind);
    await happen(
      { count: 1, mode: 'accept_then_drop', match: { ...sends, body: 'Dropped' } },
      { count: 1, mode: 'accept_then_5xx', match: { ...sends, body: 'Broken' } },
    );
    const [dropped, broken] = [await says(id, 'Dropped'), await says(id, 'Broken')];
    await becomes(id, dropped).toBe('unknown');
    await becomes(id, broken).toBe('unknown');
    const next = await says(id, 'And on');
    await becomes(id, next).toMatch(/^(sent|delivered|read)$/);
    expect(await graph.texts(kind)).toEqual(['Dropped', 'Broken', 'And on']);

    // From now on the messenger tells what becomes of messages.
    await graph.tell({ auto_status: { enabled: true, echo: true } });
    await happen({ count: 1, mode: 'accept_then_drop', match: { ...sends, body: 'Told' } });
    const told = await says(id, 'Told');
    await becomes(id, told).toBe('read');
    expect(await graph.texts(kind)).toEqual(['Dropped', 'Broken', 'And on', 'Told']);
    await graph.tell({ auto_status: { enabled: false } });
  },
};
const LOST = 'taken, and the answer lost: it is unknown, not sent again, until the messenger tells';

for (const [name, play] of Object.entries(FAULTS)) {
  for (const kind of KINDS)
    test(`sqlite, ${kind}: ${name}`, async () => {
      await open('sqlite');
      await connect(graph, desk.administrator, kind);
      await play(kind);
    });

  // Both at once, as each takes its time; only what the messenger tells of messages it tells of all.
  test(`postgres: ${name}`, async () => {
    await open('postgres');
    for (const kind of KINDS) await connect(graph, desk.administrator, kind);
    if (name === LOST) for (const kind of KINDS) await play(kind);
    else await Promise.all(KINDS.map(play));
  });
}

for (const kind of KINDS) {
  const sends = { product: kind, kind: 'send' };

  test(`sqlite, ${kind}: killed while it sends, again and again: each message went once or says that it may not have`, async () => {
    await open('sqlite');
    await connect(graph, desk.administrator, kind);
    const talks = await Promise.all(
      ['421905000011', '421905000012', '421905000013'].map((from) => talk(kind, from)),
    );
    // Slow enough that a kill finds messages on their way.
    await graph.fails({ count: -1, mode: 'slow', delay_s: 0.4, match: sends });
    const said: Said[] = [];
    for (let round = 1; round <= 4; round++) {
      for (const [n, id] of talks.entries()) {
        for (const part of ['a', 'b']) {
          const text = `Talk ${n}, round ${round}${part}`;
          said.push({ id, seq: await says(id, text), text });
        }
      }
      const last = said.at(-2)!;
      await becomes(last.id, last.seq).not.toBe('queued');
      await desk.server.kill();
      await desk.server.run();
    }
    await graph.behaves();
    for (const { id, seq } of said) await becomes(id, seq).not.toMatch(/^(queued|sending|none)$/);

    await isWhole(kind, talks.length, said);
  });
}

/** On PostgreSQL nobody knows that a server is gone but by what it says no longer, for 90 seconds. */
test('postgres: of two servers on one database one is killed while it sends: the other finishes', async () => {
  await open('postgres');
  for (const kind of KINDS) await connect(graph, desk.administrator, kind);
  const talks = new Map<Kind, string[]>();
  for (const kind of KINDS)
    talks.set(kind, await Promise.all(['421905000011', '421905000012'].map((from) => talk(kind, from))));
  // The first of each talk is held by the messenger, and the others wait behind it.
  await graph.fails({ count: -1, mode: 'hold', match: { kind: 'send', body: ', a' } });
  const other = await Server.beside(desk.server);
  try {
    const said: Record<Kind, Said[]> = { messenger: [], whatsapp: [] };
    for (const part of ['a', 'b', 'c', 'd'])
      for (const kind of KINDS)
        for (const [n, id] of talks.get(kind)!.entries()) {
          const text = `Talk ${n}, ${part}`;
          said[kind].push({ id, seq: await says(id, text), text });
        }
    const all = Object.values(said).flat();
    await expect
      .poll(async () => (await Promise.all(all.map(({ id, seq }) => state(id, seq)))).join(' '))
      .toMatch(/^(sending sending( queued){6} ?){2}$/);
    await desk.server.kill();
    await graph.behaves();
    operator = await operator.at(other.url).signIn();
    for (const { id, seq } of all) await becomes(id, seq).not.toMatch(/^(queued|sending|none)$/);
    for (const kind of KINDS) await isWhole(kind, talks.get(kind)!.length, said[kind]);
    // What waited behind what was being sent was sent by the other one.
    const last = all.slice(-4);
    for (const { id, seq } of last) expect(await state(id, seq)).toMatch(/^(sent|delivered|read)$/);
  } finally {
    await other.discard();
  }
});
