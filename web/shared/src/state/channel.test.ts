import { expect, test } from 'vitest';
import { channelOf, fileForChannel, messagesOf, windowOf } from './channel.ts';
import { aChannel, aMessage, aRow, aWorkspace, at, whatItCan } from './samples.ts';

const HOUR = 3_600_000;
const nine = Date.parse(at(0));
const that = (can: Parameters<typeof whatItCan>[0]) => aChannel({ can: whatItCan(can) });
const until = (hours: number) => ({ reply_until: new Date(nine + hours * HOUR).toISOString() });

test('a channel is found by its conversation, and a chat has none', () => {
  const workspace = aWorkspace({ channels: [aChannel()] });
  const channel = { id: 'number', name: 'Support number' };
  expect(channelOf(workspace, aRow('a', { channel }))?.can?.templates).toBe(true);
  expect(channelOf(workspace, aRow('a'))).toBeNull();
});

test('the window is open until its time, warns in its last hour, then only templates go', () => {
  const channel = aChannel();
  const said = [aMessage(1, 'client')];
  expect(windowOf(until(24), said, channel, nine)).toMatchObject({ kind: 'open', isEnding: false });
  expect(windowOf(until(1), said, channel, nine)).toMatchObject({ kind: 'open', isEnding: true });
  expect(windowOf(until(0), said, channel, nine)).toEqual({
    ...{ kind: 'closed', since: nine, by: 'template' },
  });
  expect(windowOf(until(0), said, that({ templates: false }), nine)).toMatchObject({
    by: 'nothing',
  });
  expect(windowOf(until(0), said, that({ window_hours: null }), nine).kind).toBe('always');
  expect(windowOf(until(0), said, null, nine).kind).toBe('always');
});

test('through a page or number that was removed nothing goes, however much time is left', () => {
  expect(windowOf(until(24), [aMessage(1, 'client')], aChannel({ can: null }), nine)).toEqual({
    ...{ kind: 'closed', since: null, by: 'removed' },
  });
});

test('of a talk that we began no time has run', () => {
  const began = [aMessage(1, 'klara', 'hello', { template: 'hello' })];
  expect(windowOf(until(0), began, aChannel(), nine)).toMatchObject({ since: null });
});

test('a file is refused for what the messenger does not take, with what it would', () => {
  const { files } = whatItCan();
  const refusal = (name: string, type: string, size = 1000) =>
    fileForChannel({ name, type, size }, files);
  expect(refusal('a.jpg', 'image/jpeg')).toBeNull();
  expect(refusal('a.jpg', 'image/jpeg', 5_000_001)).toEqual({
    ...{ code: 'channel-size', sort: 'picture', most: 5_000_000 },
  });
  expect(refusal('a.zip', 'application/zip')).toEqual({
    ...{ code: 'channel-kind', taken: ['application/pdf', 'text/plain'] },
  });
  expect(refusal('a.txt', 'text/plain; charset=utf-8')).toBeNull();
  expect(refusal('a.csv', 'text/csv')).toBeNull();
  expect(refusal('a.webp', 'image/webp')).toEqual({
    ...{ code: 'channel-kind', taken: ['image/jpeg', 'image/png'] },
  });
  // What it takes nothing like: whatever it does take.
  expect(fileForChannel({ name: 'a.mp3', type: 'audio/mpeg', size: 1 }, files)).toMatchObject({
    taken: files.flatMap((it) => it.types),
  });
  // Sounds of telephones are called otherwise by some browsers.
  const sounds = [{ types: ['audio/mp4'], most: 10 }];
  expect(fileForChannel({ name: 'a.m4a', type: 'audio/x-m4a', size: 1 }, sounds)).toBeNull();
  // The server makes a picture of it that the messenger takes.
  expect(refusal('a.HEIC', 'image/heic', 7_000_000)).toBeNull();
  // What the browser knows nothing of the server finds out.
  expect(refusal('a', '')).toBeNull();
});

test('a long text goes as several messages', () => {
  const can = whatItCan({ text: 10 });
  expect(['', 'short', '12345678901'].map((text) => messagesOf(text, can))).toEqual([1, 1, 2]);
  expect(messagesOf('x'.repeat(5000), null)).toBe(1);
});
