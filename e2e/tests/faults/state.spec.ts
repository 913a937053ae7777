/**
 * State + events = state: the snapshot that a screen loads, and the frames of an action put on it by the very
 * functions the browser runs, equal a fresh snapshot, for every action and every screen that may show it.
 */
import type { ConversationView } from '../../../web/shared/src/generated/ConversationView.ts';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { png } from '../../support/chosen-files.ts';
import { openDesk } from '../../support/desk.ts';
import { picture } from '../../support/files.ts';
import { connect, Graph, ofPage, type Written } from '../../support/graph.ts';
import { ClientLine } from '../../support/line.ts';
import { JANA } from '../../support/messengers.ts';
import { Client, type Operator } from '../../support/people.ts';
import { type Action, inTurn, opened, Screen } from '../../support/screen.ts';
import { expect, test } from '../../support/test.ts';

/** What a messenger tells is taken in after it was answered. */
const PATIENCE = { timeout: 30_000 };

test('after every action the kept state equals a fresh one', async () => {
  const { server, administrator, operators } = await openDesk({ operators: 2 });
  const [first, second] = operators as [Operator, Operator];
  const screens = [administrator, first, second].map((operator) => new Screen(operator));
  const client = new Client(server.url);
  const other = new Client(server.url);
  const merge = uuid7();
  const ban = uuid7();
  const clientLine = new ClientLine(client);
  try {
    await opened(screens);
    const { tags, results, groups } = await administrator.workspace();
    const at = () => `/conversations/${client.conversation}`;
    const message = (text: string) => ({ id: uuid7(), text });

    const receipts = async () => (await first.get<ConversationView>('GET', at())).conversation.receipts;
    const look = async () => {
      for (const screen of screens) await screen.loadView(client.conversation);
    };

    const rates = async (stars: number) => {
      const path = `/conversations/${client.conversation}/rating`;
      expect((await client.ask('POST', path, { stars, comment: 'Thanks' })).status).toBe(200);
    };

    const actions: Action[] = [
      ['a client comes in', () => client.enter('Jana')],
      ['the client writes while waiting', () => client.says(uuid7(), 'Hello?')],
      ['the client connects', () => clientLine.open()],
      ['all look at it', look],
      [
        'the waiting client is redirected',
        () => first.get('POST', `${at()}/redirect`, to(second, 'For you')),
      ],
      ['it is given back to the group', () => second.get('POST', `${at()}/redirect`, toGroup(groups[0]!.id))],
      ['all look at it again', look],
      ['an operator accepts', () => first.get('POST', `${at()}/accept`)],
      ['the client writes', () => client.says(uuid7(), 'There you are')],
      ['the operator answers', () => first.get('POST', `${at()}/messages`, message('Good morning'))],
      [
        'the client has read it',
        async () => {
          const read = clientLine.last;
          clientLine.say({ type: 'seen', seen: { delivered: read, read } });
          await expect.poll(async () => (await receipts()).client.read).toBe(read);
        },
      ],
      [
        'the operator has read it',
        async () => {
          const read = screens[1]!.line.lastOf(client.conversation);
          const seen = { delivered: read, read };
          screens[1]!.line.say({ type: 'seen', conversation: client.conversation, seen });
          await expect.poll(async () => (await receipts()).operator.read).toBe(read);
        },
      ],
      [
        'the client sends two files and a word of answer',
        async () => {
          const files = [
            (await client.uploads('meter.png', picture(60, 40, [1, 2, 3]))).id,
            (await client.uploads('form.png', picture(40, 60, [3, 2, 1]))).id,
          ];
          await client.sends({ files });
          await client.sends({ text: 'Both of them', reply_to: (await client.current()).events.at(-1)!.seq });
        },
      ],
      ['an internal note', () => first.get('POST', `${at()}/notes`, message('Pays late'))],
      ['tags', () => first.get('PUT', `${at()}/tags`, { tags: tags.slice(0, 2).map((tag) => tag.id) })],
      ['the client is corrected', () => first.get('PATCH', `${at()}/client`, { phone: '+420601234567' })],
      ['another client comes in', () => other.enter('J. N.')],
      [
        'the two turn out to be one person',
        async () => {
          const [one, two] = await Promise.all(
            [client, other].map(({ conversation: id }) =>
              first.get<ConversationView>('GET', `/conversations/${id}`),
            ),
          );
          const ids = { client: one!.client.id, other: two!.client.id };
          await first.get('POST', `${at()}/client/merge`, { id: merge, ...ids, name: 'other' });
        },
      ],
      ['and not to be', () => first.get('POST', `${at()}/client/part`, { merge })],
      [
        'a note about the client',
        () => first.get('POST', `${at()}/client-notes`, message('Prefers mornings')),
      ],
      [
        'the client opens a page',
        () =>
          client.ask('POST', '/page-views', {
            conversation: client.conversation,
            view: {
              ...{ id: uuid7(), url: 'https://example.com/a', title: 'A' },
              at: new Date().toISOString(),
            },
          }),
      ],
      ['an operator goes away', () => second.get('PUT', '/me/status', { status: 'away' })],
      ['and returns', () => second.get('PUT', '/me/status', { status: 'available' })],
      ['a colleague is invited', () => first.get('POST', `${at()}/invite`, to(second, 'Have a look'))],
      ['all look at what the colleague is invited into', look],
      ['the colleague will not come', () => second.ask('POST', `${at()}/decline`)],
      ['a group is invited', () => first.get('POST', `${at()}/invite`, toGroup(groups[0]!.id))],
      ['the colleague, too', () => first.get('POST', `${at()}/invite`, to(second, ''))],
      ['all look again', look],
      ['the colleague joins', () => second.get('POST', `${at()}/join`)],
      ['the group is not needed', () => second.get('POST', `${at()}/withdraw`, toGroup(groups[0]!.id))],
      ['the guest writes', () => second.get('POST', `${at()}/messages`, message('I am here, too'))],
      ['the client writes to both', () => client.says(uuid7(), 'So many of you')],
      ['the talk is handed over', () => first.get('POST', `${at()}/hand-over`, { operator: second.id })],
      ['who had it leaves', () => first.ask('POST', `${at()}/leave`)],
      ['and is invited again', () => second.get('POST', `${at()}/invite`, to(first, ''))],
      ['joins', () => first.get('POST', `${at()}/join`)],
      ['and is left with it', () => second.ask('POST', `${at()}/leave`)],
      ['all look at what is left', look],
      ['the talk is redirected', () => first.get('POST', `${at()}/redirect`, to(second, 'Please'))],
      ['all look at what was redirected', look],
      ['the colleague accepts', () => second.get('POST', `${at()}/accept`)],
      ['the client writes to the colleague', () => client.says(uuid7(), 'Hello again')],
      [
        'the client is banned',
        () => administrator.get('POST', `${at()}/ban`, { id: ban, reason: 'Threatens people' }),
      ],
      ['the ban is lifted', () => administrator.get('POST', `/bans/${ban}/lift`)],
      ['and put back', () => administrator.get('POST', `/bans/${ban}/restore`)],
      ['and lifted for good', () => administrator.get('POST', `/bans/${ban}/lift`)],
      ['it ends', () => second.get('POST', `${at()}/end`, { result: results[0]!.id, note: 'Done' })],
      ['the client rates it', () => rates(3)],
      ['and thinks better of it', () => rates(5)],
    ];
    await inTurn(actions, screens);
  } finally {
    clientLine.close();
    for (const screen of screens) screen.line.close();
    await server.discard();
  }
});

test('and so it does in a talk through a messenger', async () => {
  const graph = await Graph.start();
  const settings = `meta_graph_url = "${graph.url}"`;
  const { server, administrator, operators } = await openDesk({ operators: 2, settings });
  const [first, second] = operators as [Operator, Operator];
  const screens = [administrator, first, second].map((operator) => new Screen(operator));
  let talk = '';
  try {
    await connect(graph, administrator, 'messenger');
    await graph.tell({ auto_status: { enabled: true, echo: true } });
    await opened(screens);
    const at = () => `/conversations/${talk}`;
    const view = () => first.get<ConversationView>('GET', at());
    const look = async () => {
      for (const screen of screens) await screen.loadView(talk);
    };
    const happens =
      (what: () => Promise<unknown>, kind: string, times = 1) =>
      async () => {
        await what();
        const told = async () => (await view()).events.filter((it) => it.kind === kind).length;
        await expect.poll(told, PATIENCE).toBe(times);
      };
    const writes = (what: Partial<Written>) => graph.writes('messenger', { ...JANA, ...what });
    const tells = (what: object) => graph.tells('messenger', ofPage(JANA.from, what));
    const says = (text: string) =>
      first.get<{ seq: number }>('POST', `${at()}/messages`, { id: uuid7(), text });
    const reaches = (text: string, state: string) =>
      expect
        .poll(async () => {
          const { events, deliveries } = await view();
          const said = events.find((it) => it.kind === 'message_added' && it.text === text);
          return deliveries.find((it) => it.seq === said?.seq)?.state;
        }, PATIENCE)
        .toBe(state);
    const b64 = png('', 60, 40).buffer.toString('base64');
    let asked = '';
    let refused = 0;

    await inTurn(
      [
        [
          'a client writes to the page',
          async () => {
            asked = await writes({ text: 'Is it free?' });
            const queue = async () => (await first.workspace()).queue;
            await expect.poll(async () => (talk = (await queue())[0]?.id ?? ''), PATIENCE).not.toBe('');
            // The name comes from the messenger, a moment later.
            await expect.poll(async () => (await queue())[0]?.client.name, PATIENCE).toBe(JANA.name);
          },
        ],
        ['all look at it', look],
        [
          'the client sends a picture',
          happens(() => writes({ media: { type: 'image', mime: 'image/png', b64 } }), 'file_fetched'),
        ],
        ['it is accepted', () => first.get('POST', `${at()}/accept`)],
        [
          'it is answered, and read',
          async () => {
            await says('It is.');
            await reaches('It is.', 'read');
          },
        ],
        [
          'the client puts a sign to the answer',
          async () => {
            const mid = (await graph.calls('messenger')).find(
              (it) => it.message_id !== undefined,
            )!.message_id;
            await happens(
              () => tells({ reaction: { mid, action: 'react', emoji: '❤️', reaction: 'love' } }),
              'reacted',
            )();
          },
        ],
        [
          'the operator puts one to the question',
          async () => {
            const question = (await view()).events.find((it) => it.kind === 'message_added')!.seq;
            await first.ask('POST', `${at()}/reactions`, { seq: question, emoji: '👍' });
          },
        ],
        [
          'the client says it otherwise',
          happens(
            () => tells({ message_edit: { mid: asked, text: 'Is it still free?', num_edit: 1 } }),
            'message_edited',
          ),
        ],
        [
          'and takes it back',
          happens(() => tells({ message: { mid: asked, is_deleted: true } }), 'message_deleted'),
        ],
        [
          'a colleague answers in the app',
          async () => {
            await tells({ message: { mid: 'm_elsewhere', text: 'From the app', is_echo: true } });
            await expect
              .poll(async () => (await view()).events.some((it) => it.author.kind === 'elsewhere'), PATIENCE)
              .toBe(true);
          },
        ],
        [
          'a message does not arrive',
          async () => {
            await graph.fails({ count: 1, code: 551, subcode: 1545041, match: { kind: 'send' } });
            refused = (await says('Hello?')).seq;
            await reaches('Hello?', 'failed');
          },
        ],
        [
          'and goes once more',
          async () => {
            await first.ask('POST', `${at()}/messages/${refused}/send-again`);
            await reaches('Hello?', 'read');
          },
        ],
        [
          'another program takes the client',
          happens(
            () => tells({ take_thread_control: { new_owner_app_id: '263902037430900' } }),
            'held_elsewhere',
          ),
        ],
        [
          'and gives the client back',
          happens(
            () => tells({ pass_thread_control: { new_owner_app_id: '1517776481860111' } }),
            'held_elsewhere',
            2,
          ),
        ],
        ['the talk is redirected', () => first.get('POST', `${at()}/redirect`, to(second, 'Please'))],
        ['all look at what was redirected', look],
        ['the colleague accepts', () => second.get('POST', `${at()}/accept`)],
        ['it ends', () => second.get('POST', `${at()}/end`, {})],
      ],
      screens,
    );
  } finally {
    for (const screen of screens) screen.line.close();
    await server.discard();
    graph.end();
  }
});

function to(operator: Operator, note: string) {
  return { target: { operator: operator.id }, note };
}

function toGroup(group: string) {
  return { target: { group } };
}
