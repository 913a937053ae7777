import { beforeEach, expect, test, vi } from 'vitest';
import { GivenUp, Problem, Unreachable } from '@hovorna/shared/api';
import type { Attachment } from '@hovorna/shared/contract';
import { whatItCan } from '@hovorna/shared/state/samples.ts';
import { Tray } from './tray.svelte.ts';

const RULES = { kinds: 'documents', largest_megabytes: 25 } as const;

interface Started {
  id: string;
  name: string;
  progress: (part: number) => void;
  arrives: (as?: Partial<Attachment>) => void;
  fails: (error: unknown) => void;
  gaveUp: boolean;
}
let started: Started[];
let tray: Tray;
const NUMBER = { messenger: 'WhatsApp', files: whatItCan().files };
const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  vi.stubGlobal('URL', { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined });
  started = [];
  tray = new Tray((id, file, progress) => {
    let it: Started;
    const done = new Promise<Attachment>((resolve, reject) => {
      it = {
        ...{ id, name: file.name, progress, fails: reject, gaveUp: false },
        arrives: (as) => resolve({ id, name: file.name, ...as } as Attachment),
      };
      started.push(it);
    });
    return {
      done,
      giveUp: () => {
        it.gaveUp = true;
        it.fails(new GivenUp());
      },
    };
  });
});

const pdf = (name: string) => new File(['%PDF'], name, { type: 'application/pdf' });
const kinds = () => tray.files.map((it) => it.status.kind);

test('files go up three at a time and are taken in the order in which they were chosen', async () => {
  tray.add(['a.pdf', 'b.pdf', 'c.pdf', 'd.pdf'].map(pdf), RULES);
  expect(started.map((it) => it.name)).toEqual(['a.pdf', 'b.pdf', 'c.pdf']);
  started[1]!.progress(0.5);
  expect(tray.files[1]!.status).toEqual({ kind: 'uploading', part: 0.5 });
  started[1]!.arrives();
  await settle();
  expect(started).toHaveLength(4);
  for (const it of started) it.arrives();
  await settle();
  expect(tray.isUploading).toBe(false);
  expect(tray.take().map((it) => it.name)).toEqual(['a.pdf', 'b.pdf', 'c.pdf', 'd.pdf']);
  expect(tray.files).toEqual([]);
});

test('what may not be sent stands there with its reason and is never uploaded', () => {
  tray.add([new File(['MZ'], 'a.exe', { type: 'application/x-msdownload' })], RULES);
  expect(started).toEqual([]);
  expect(tray.files[0]!.status).toMatchObject({ kind: 'failed', canRetry: false });
  tray.remove(tray.files[0]!.id);
  expect(tray.hasFailed).toBe(false);
});

test('an upload that was lost is tried again under the same id, by hand or when the line is back', async () => {
  tray.add([pdf('a.pdf')], RULES);
  started[0]!.fails(new Unreachable('no answer'));
  await settle();
  expect(tray.files[0]!.status).toMatchObject({ kind: 'failed', canRetry: true });
  tray.retry(tray.files[0]!.id);
  started[1]!.fails(new Unreachable('no answer'));
  await settle();
  tray.lineIsBack();
  started[2]!.arrives();
  await settle();
  expect(new Set(started.map((it) => it.id)).size).toBe(1);
  expect(kinds()).toEqual(['there']);
});

test('what the server refuses is not asked again', async () => {
  tray.add([pdf('a.pdf')], RULES);
  started[0]!.fails(
    new Problem(422, 'invalid', undefined, { fields: { file: 'kind' } }, undefined),
  );
  await settle();
  expect(tray.files[0]!.status).toMatchObject({ kind: 'failed', canRetry: false });
  tray.lineIsBack();
  expect(started).toHaveLength(1);
});

test('removing one that is on its way gives the upload up and lets the next one go', async () => {
  tray.add(['a.pdf', 'b.pdf', 'c.pdf', 'd.pdf'].map(pdf), RULES);
  tray.remove(tray.files[0]!.id);
  await settle();
  expect(started[0]!.gaveUp).toBe(true);
  expect(kinds()).toEqual(['uploading', 'uploading', 'uploading']);
});

test('one message takes ten files; the eleventh says so', () => {
  tray.add(
    Array.from({ length: 11 }, (_, n) => pdf(`${n}.pdf`)),
    RULES,
  );
  expect(kinds().filter((kind) => kind === 'failed')).toHaveLength(1);
  expect(tray.files[10]!.status.kind).toBe('failed');
});

test('what the messenger does not take stands in the tray with the reason, and does not go up', () => {
  const film = new File(['x'], 'a.webm', { type: 'video/webm' });
  tray.add([film, new File(['x'], 'a.jpg', { type: 'image/jpeg' })], RULES, NUMBER);
  expect(kinds()).toEqual(['failed', 'uploading']);
  expect(started.map((it) => it.name)).toEqual(['a.jpg']);
});

test('what turns out by its bytes to be nothing the messenger takes is told before it is sent', async () => {
  tray.add([new File(['x'], 'a.pdf'), new File(['x'], 'b.pdf')], RULES, NUMBER);
  started[0]!.arrives({ media_type: 'application/pdf', size: 1 });
  started[1]!.arrives({ media_type: 'application/zip', size: 1 });
  await settle();
  expect(kinds()).toEqual(['there', 'failed']);
  expect(tray.files[1]!.status).toMatchObject({ canRetry: false });
});

test('what is being made over is on its way, and stands in the tray when it is ready', async () => {
  let ready!: (made: File) => void;
  const made = new Promise<File>((done) => (ready = done));
  const added = tray.addLater([made], RULES, null);
  expect([tray.isEmpty, tray.isUploading]).toEqual([false, true]);
  ready(pdf('a.pdf'));
  await added;
  expect(tray.preparing).toBe(0);
  expect(kinds()).toEqual(['uploading']);
});

test('what is ready after the conversation was let go goes nowhere', async () => {
  const added = tray.addLater([Promise.resolve(pdf('a.pdf'))], RULES, null);
  tray.clear();
  expect(tray.isEmpty).toBe(true);
  await added;
  expect(tray.isEmpty).toBe(true);
  expect(started).toEqual([]);
});
