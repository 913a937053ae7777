import { expect, test, vi } from 'vitest';
import type { Attachment } from '@hovorna/shared/contract';
import { Writing, type Sent } from './writing.svelte.ts';

const RULES = { kinds: 'documents', largest_megabytes: 25 } as const;

test('a picture that is still being made over is waited for', async () => {
  vi.stubGlobal('localStorage', {
    getItem: () => null,
    setItem: () => undefined,
    removeItem: () => undefined,
  });
  vi.stubGlobal('URL', { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined });
  const sent: Sent[] = [];
  const writing = new Writing({
    ...{ conversation: 'a', local: null, server: { reply: '', note: '' } },
    upload: (id, { name }) => ({
      done: Promise.resolve({ id, name } as Attachment),
      giveUp: () => undefined,
    }),
    keep: () => Promise.resolve(),
    onsend: (it) => sent.push(it),
  });
  let ready!: (made: File) => void;
  const made = new Promise<File>((done) => (ready = done));
  const added = writing.tray.addLater([made], RULES, null);
  // Without a word it can be sent, too.
  expect(writing.canSend).toBe(true);
  writing.text = 'This one';
  expect(writing.send()).toBe(false);
  expect([writing.waitsForFiles, sent]).toEqual([true, []]);
  ready(new File(['x'], 'lamp.jpg', { type: 'image/jpeg' }));
  await added;
  await vi.waitFor(() => expect(writing.tray.isUploading).toBe(false));
  expect(writing.send()).toBe(true);
  expect(sent).toMatchObject([{ text: 'This one', files: [{ name: 'lamp.jpg' }] }]);
  writing.end();
});
