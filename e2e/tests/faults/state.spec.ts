/**
 * State + events = state: the snapshot that a screen loads, and the frames of an action put on it by the very
 * functions the browser runs, equal a fresh snapshot, for every action and every screen that may show it.
 */
import type { ConversationView } from '../../../web/shared/src/generated/ConversationView.ts';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { openDesk } from '../../support/desk.ts';
import { picture } from '../../support/files.ts';
import { ClientLine } from '../../support/line.ts';
import { Client, type Operator } from '../../support/people.ts';
import { type Action, inTurn, opened, Screen } from '../../support/screen.ts';
import { expect, test } from '../../support/test.ts';

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

function to(operator: Operator, note: string) {
  return { target: { operator: operator.id }, note };
}

function toGroup(group: string) {
  return { target: { group } };
}
