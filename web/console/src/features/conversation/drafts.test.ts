import { expect, test } from 'vitest';
import { startingDraft, type LocalDraft } from './drafts.ts';

const NONE = { reply: '', note: '' };
const local = (reply: string, base: string): LocalDraft => ({
  ...{ kind: 'message', reply, note: '', replyTo: null },
  base: { reply: base, note: '' },
});

test('what was typed here and not kept there is never overwritten', () => {
  expect(startingDraft(local('Dear Jana', ''), NONE).reply).toBe('Dear Jana');
  expect(startingDraft(local('Dear Jana', ''), { reply: 'Hello', note: '' })).toMatchObject({
    reply: 'Dear Jana',
    base: { reply: 'Hello' },
  });
  // Even when all of it was deleted.
  expect(startingDraft(local('', 'Dear Jana'), { reply: 'Dear Jana', note: '' }).reply).toBe('');
});

test('another browser went on writing: its words are here', () => {
  expect(startingDraft(local('Dear', 'Dear'), { reply: 'Dear Jana, gladly', note: '' }).reply).toBe(
    'Dear Jana, gladly',
  );
  expect(startingDraft(null, { reply: 'Dear Jana', note: '' })).toMatchObject({
    kind: 'message',
    reply: 'Dear Jana',
  });
  expect(startingDraft(null, { reply: '', note: 'Check the meter' }).kind).toBe('note');
});

test('another browser sent it: nothing comes back from here', () => {
  expect(startingDraft(local('Dear Jana', 'Dear Jana'), NONE).reply).toBe('');
});
