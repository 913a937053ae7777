import { expect, test } from 'vitest';
import type { Attachment } from '@hovorna/shared/contract';
import type { Letter } from '@hovorna/shared/live';
import { whatItCan } from '@hovorna/shared/state/samples.ts';
import { fileAgainst, refusedFile } from './refusedFile.ts';

const NUMBER = { messenger: 'WhatsApp', files: whatItCan().files };
const against = (name: string, type: string, size = 1000) =>
  fileAgainst({ name, type, size }, NUMBER);

test('a kind that is not taken is called by its ending, with what would do', () => {
  expect(against('drawing.svg', 'image/svg+xml')).toBe(
    'WhatsApp takes no SVG files. Send it as JPEG or PNG, or send a link.',
  );
  expect(against('things.zip', 'application/zip')).toBe(
    'WhatsApp takes no ZIP files. Send it as PDF or TXT, or send a link.',
  );
  expect(against('film', 'video/webm')).toBe(
    'WhatsApp does not take this kind of file. Send it as MP4, or send a link.',
  );
  expect(against('offer.pdf', 'application/pdf')).toBeNull();
});

test('what is too large is told how large it may be, by what it is', () => {
  expect(against('film.mp4', 'video/mp4', 16_000_001)).toContain('videos of at most 16 MB');
  expect(against('photo.jpg', 'image/jpeg', 5_000_001)).toContain('pictures of at most 5 MB');
  // In a size that is really allowed: 5 MiB are 5.24 MB.
  const number = { ...NUMBER, files: [{ types: [], most: 5 * 1024 * 1024 }] };
  expect(fileAgainst({ name: 'a.pdf', type: 'application/pdf', size: 6e6 }, number)).toContain(
    'files of at most 5.2 MB',
  );
});

const ZIP = { id: '1', name: 'a.zip', media_type: 'application/zip', size: 10 } as Attachment;
function refused(body: Record<string, unknown>, code = 'invalid'): Letter {
  const status = { kind: 'refused' as const, code, body };
  const letter = { ...{ id: '1', conversation: 'a', kind: 'message' as const }, text: '', at: '' };
  return { ...letter, files: [ZIP], status };
}

test('what the server refuses is said with the name of the file', () => {
  const kind = refused({ fields: { files: 'kind' }, detail: 'a.zip' });
  expect(refusedFile(kind, NUMBER)).toContain('“a.zip”: WhatsApp takes no ZIP files.');
  // The server knows of something that this page does not.
  const large = refused({ fields: { files: 'too-large' }, detail: 'b.pdf' });
  expect(refusedFile(large, NUMBER)).toBe(
    '“b.pdf”: WhatsApp does not take files as large as this. Make it smaller, or send a link.',
  );
});

test('what is refused for another reason has other words', () => {
  expect(refusedFile(refused({ fields: { text: 'too-long' } }), NUMBER)).toBeNull();
  expect(refusedFile(refused({}, 'window-over'), NUMBER)).toBeNull();
  expect(refusedFile(refused({ fields: { files: 'kind' } }), null)).toBeNull();
});
