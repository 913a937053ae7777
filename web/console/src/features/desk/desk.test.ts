import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConsoleFrame, ConversationView, Workspace } from '@hovorna/shared/contract';
import { ME, aMessage, aRow, aWorkspace } from '@hovorna/shared/state/samples.ts';
import { Desk } from './desk.svelte.ts';

/** The server's side of the line: what it was told, and what it says. */
class FakeSocket {
  static readonly OPEN = 1;
  static last: FakeSocket;
  readyState = 0;
  told: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor() {
    FakeSocket.last = this;
  }
  send(text: string): void {
    const frame = JSON.parse(text);
    this.told.push(
      frame.type === 'subscribe' ? `${frame.conversation} after ${frame.after}` : frame.type,
    );
  }
  close(): void {
    this.readyState = 3;
  }
  says(frame: ConsoleFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  opens(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
    this.says({ type: 'hello', protocol: 1, build: 'one', now: '2026-01-05T09:00:00Z' });
  }
}

let workspace: Workspace;
let view: ConversationView;
let requests: string[];
let desk: Desk;
const listener = { signedOut: vi.fn(), cameIn: vi.fn(), clientSaid: vi.fn(), invited: vi.fn() };
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  const mine = aRow('a', { state: 'active', operator: ME, last_seq: 4 });
  workspace = aWorkspace({ queue: [aRow('q')], mine: [mine] });
  view = {
    conversation: mine,
    events: [1, 2, 3, 4].map((seq) => aMessage(seq, 'client')),
    more_events: false,
    client: {
      bans: [],
      id: 'c',
      first_seen_at: '2026-01-05T09:00:00Z',
      conversations: 1,
      notes: [],
      known_by: [],
      merged: [],
    },
    past: [],
    page_views: [],
    files: [],
    draft: { reply: '', note: '' },
    deliveries: [],
  };
  requests = [];
  const storage = { getItem: () => null, setItem: () => undefined, length: 0 };
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('sessionStorage', storage);
  vi.stubGlobal('location', { origin: 'http://desk.example' });
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  vi.stubGlobal('fetch', async (path: string) => {
    requests.push(path.replace('/api/v1', ''));
    if (path.endsWith('/session')) return Response.json({ code: 'not-signed-in' }, { status: 401 });
    return Response.json(path.endsWith('/workspace') ? workspace : view);
  });
  Object.values(listener).forEach((heard) => heard.mockReset());
  desk = new Desk(listener);
  desk.start();
});

afterEach(() => {
  desk.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the snapshot is asked for after the first frame, and my conversations are followed', async () => {
  expect(requests).toEqual([]);
  FakeSocket.last.opens();
  await settle();
  expect(requests).toEqual(['/workspace']);
  expect(FakeSocket.last.told).toContain('a after 4');
});

test('frames that come while the snapshot is loading are not lost', async () => {
  FakeSocket.last.opens();
  FakeSocket.last.says({ type: 'row', conversation: aRow('later', { last_seq: 2 }) });
  await settle();
  expect(desk.state?.workspace.queue.map((row) => row.id).sort()).toEqual(['later', 'q']);
});

test('a conversation on the screen is loaded once and kept true', async () => {
  FakeSocket.last.opens();
  await settle();
  desk.show(['a']);
  desk.show(['a']);
  await settle();
  FakeSocket.last.says({ type: 'events', conversation: 'a', events: [aMessage(5, 'client')] });
  expect(requests.filter((path) => path === '/conversations/a')).toHaveLength(1);
  expect(desk.views.lastSeq('a')).toBe(5);
  expect(listener.clientSaid).toHaveBeenCalledWith('a', 'hello');
});

test('a gap in the events is asked for again', async () => {
  FakeSocket.last.opens();
  await settle();
  desk.show(['a']);
  await settle();
  FakeSocket.last.told = [];
  FakeSocket.last.says({ type: 'events', conversation: 'a', events: [aMessage(9, 'client')] });
  expect(FakeSocket.last.told).toContain('a after 4');
  expect(desk.views.lastSeq('a')).toBe(4);
});

test('after a lost line everything is followed from the last event that is here', async () => {
  FakeSocket.last.opens();
  await settle();
  desk.show(['a']);
  await settle();
  FakeSocket.last.says({ type: 'events', conversation: 'a', events: [aMessage(5, 'client')] });
  vi.stubGlobal('fetch', async () => Response.json(workspace));
  FakeSocket.last.onclose?.();
  await vi.advanceTimersByTimeAsync(1_000);
  FakeSocket.last.opens();
  expect(FakeSocket.last.told).toContain('a after 5');
});

test('new clients are announced once, those who waited before are not', async () => {
  FakeSocket.last.opens();
  await settle();
  expect(listener.cameIn).not.toHaveBeenCalled();
  const conversation = aRow('new', { last_seq: 1 });
  FakeSocket.last.says({ type: 'row', conversation });
  FakeSocket.last.says({ type: 'row', conversation: { ...conversation, last_seq: 2 } });
  expect(listener.cameIn).toHaveBeenCalledTimes(1);
});

test('a refused line with an outdated session leads to signing in', async () => {
  FakeSocket.last.onclose?.();
  await settle();
  expect(listener.signedOut).toHaveBeenCalled();
});

test('another build offers a reload, the same one after a reconnect does not', async () => {
  FakeSocket.last.opens();
  await settle();
  expect(desk.hasNewBuild).toBe(false);
  FakeSocket.last.says({ type: 'hello', protocol: 1, build: 'two', now: '2026-01-05T09:00:00Z' });
  expect(desk.hasNewBuild).toBe(true);
});

test('what hangs on a client who turns out to be another is asked for anew, and the talk stays', async () => {
  FakeSocket.last.opens();
  await settle();
  desk.show(['a']);
  await settle();
  requests = [];
  const other = { id: 'p', name: 'Jana', phone: null, email: null };
  const client = { ...view.client, id: 'p', conversations: 3 };
  view = { ...view, client, events: [] };
  const told = { seq: 5, id: 'm', at: '2026-01-05T09:00:05Z', kind: 'client_merged' as const };
  const author = { kind: 'operator' as const, ...ME };
  FakeSocket.last.says({
    type: 'events',
    conversation: 'a',
    events: [{ ...told, author, client: other, other }],
  });
  await settle();
  expect(requests).toEqual(['/conversations/a']);
  const shown = desk.views.of('a');
  expect(shown.status === 'loaded' && shown.view).toMatchObject({
    conversation: { client: other, last_seq: 5 },
    client,
    events: [{ seq: 1 }, { seq: 2 }, { seq: 3 }, { seq: 4 }, { seq: 5 }],
  });
});
