import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { backoffMs } from './backoff.ts';
import { Line, type LineStatus } from './line.ts';

class FakeSocket {
  static readonly OPEN = 1;
  static made: FakeSocket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor(readonly address: string) {
    FakeSocket.made.push(this);
  }
  send(frame: string): void {
    this.sent.push(frame);
  }
  close(): void {
    this.readyState = 3;
  }
  opens(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }
  breaks(): void {
    this.readyState = 3;
    this.onclose?.();
  }
}

const page = new EventTarget() as EventTarget & { visibilityState: string };
const world = new EventTarget();

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.made = [];
  page.visibilityState = 'visible';
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', world.addEventListener.bind(world));
  vi.stubGlobal('removeEventListener', world.removeEventListener.bind(world));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function aLine() {
  const statuses: LineStatus['kind'][] = [];
  const opened = vi.fn();
  const line = new Line<{ ping: true }>({
    address: () => '/live',
    ping: () => ({ ping: true }),
    onstatus: (status) => statuses.push(status.kind),
    onopen: opened,
    onframe: () => undefined,
  });
  line.start();
  return { line, statuses, opened };
}

test('a lost line opens again and says so', () => {
  const { line, statuses, opened } = aLine();
  FakeSocket.made[0]!.opens();
  FakeSocket.made[0]!.breaks();
  vi.advanceTimersByTime(500);
  FakeSocket.made[1]!.opens();
  expect(statuses).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open']);
  expect(opened).toHaveBeenCalledTimes(2);
  line.stop();
});

test('a line that answers no ping is given up', () => {
  const { line, statuses } = aLine();
  FakeSocket.made[0]!.opens();
  vi.advanceTimersByTime(20_000);
  expect(FakeSocket.made[0]!.sent).toEqual(['{"ping":true}']);
  vi.advanceTimersByTime(6_000);
  expect(statuses.at(-1)).toBe('waiting');
  line.stop();
});

test('an answered ping keeps the line', () => {
  const { line, statuses } = aLine();
  FakeSocket.made[0]!.opens();
  for (let i = 0; i < 5; i++) {
    vi.advanceTimersByTime(20_000);
    FakeSocket.made[0]!.onmessage?.({ data: '{"kind":"pong"}' });
  }
  expect(statuses).toEqual(['connecting', 'open']);
  line.stop();
});

test('coming back online does not wait for the next try', () => {
  const { line } = aLine();
  FakeSocket.made[0]!.breaks();
  world.dispatchEvent(new Event('online'));
  expect(FakeSocket.made).toHaveLength(2);
  line.stop();
});

test('a stopped line stays down', () => {
  const { line, statuses } = aLine();
  FakeSocket.made[0]!.opens();
  line.stop();
  vi.advanceTimersByTime(60_000);
  expect(statuses.at(-1)).toBe('closed');
  expect(FakeSocket.made).toHaveLength(1);
});

test('waits grow to fifteen seconds and never vanish', () => {
  expect(backoffMs(1, () => 0)).toBe(250);
  expect(backoffMs(30, () => 1)).toBe(15_000);
});

test('a computer that slept asks at once whether its line lives', () => {
  aLine();
  const [socket] = FakeSocket.made;
  socket!.opens();
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(2_000);
  expect(socket!.sent).toContain('{"ping":true}');
  vi.advanceTimersByTime(8_000);
  expect(FakeSocket.made.length).toBeGreaterThan(1);
});
