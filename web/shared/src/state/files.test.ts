import { expect, test } from 'vitest';
import { badgeOf, fileRefusal, fitted, lookOf } from './files.ts';

const DOCUMENTS = { kinds: 'documents', largest_megabytes: 25 } as const;
const file = (name: string, type = '', size = 1000) => ({ name, type, size });

test('a file is refused before it is sent for the reason the server would name', () => {
  expect(fileRefusal(file('a.pdf', 'application/pdf'), DOCUMENTS)).toBeNull();
  expect(fileRefusal(file('a.exe', 'application/x-msdownload'), DOCUMENTS)).toEqual({
    code: 'kind',
  });
  expect(fileRefusal(file('a.pdf', 'application/pdf', 0), DOCUMENTS)).toEqual({ code: 'empty' });
  expect(fileRefusal(file('a.pdf', 'application/pdf', 25_000_001), DOCUMENTS)).toEqual({
    code: 'size',
    megabytes: 25,
  });
  expect(fileRefusal(file('a.png', 'image/png'), { ...DOCUMENTS, kinds: 'none' })).toEqual({
    code: 'none',
  });
});

test('pictures only means pictures, and markup is no document', () => {
  const pictures = { ...DOCUMENTS, kinds: 'pictures' } as const;
  expect(fileRefusal(file('a.HEIC'), pictures)).toBeNull();
  expect(fileRefusal(file('a.pdf', 'application/pdf'), pictures)).toEqual({ code: 'kind' });
  for (const markup of [file('a.svg', 'image/svg+xml'), file('a.html', 'text/html')])
    expect(fileRefusal(markup, DOCUMENTS)).toEqual({ code: 'kind' });
  expect(fileRefusal(file('a.svg', 'image/svg+xml'), { ...DOCUMENTS, kinds: 'any' })).toBeNull();
});

test('a picture keeps its proportions inside the box and is never enlarged', () => {
  const box = { width: 320, height: 240 };
  expect(fitted({ width: 1200, height: 600 }, box)).toEqual({ width: 320, height: 160 });
  expect(fitted({ width: 400, height: 4000 }, box)).toEqual({ width: 24, height: 240 });
  expect(fitted({ width: 20, height: 10 }, box)).toEqual({ width: 20, height: 10 });
  expect(fitted({ width: null, height: null }, box)).toEqual(box);
});

test('what a browser cannot draw is a card with its ending', () => {
  const seen = (media_type: string) => lookOf({ media_type, thumbnail_url: null });
  expect([seen('image/png'), seen('image/heif'), seen('audio/ogg'), seen('video/mp4')]).toEqual([
    'picture',
    'other',
    'sound',
    'video',
  ]);
  expect([
    badgeOf('a.pdf'),
    badgeOf('archive.tar.gz'),
    badgeOf('README'),
    badgeOf('a.numbers'),
  ]).toEqual(['PDF', 'GZ', '', '']);
});
