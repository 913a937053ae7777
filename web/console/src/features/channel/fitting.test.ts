import { expect, test } from 'vitest';
import { whatItCan } from '@hovorna/shared/state/samples.ts';
import { madeFit, nameAsJpeg } from './fitting.ts';

test('what the messenger takes, and what is no picture, goes as it is', async () => {
  const { files } = whatItCan();
  for (const [name, type] of [
    ['a.jpg', 'image/jpeg'],
    ['a.zip', 'application/zip'],
    ['a.gif', 'image/gif'],
  ]) {
    const file = new File(['x'], name!, { type });
    expect(await madeFit(file, files)).toBe(file);
  }
});

test('a picture made over is called what it is', () => {
  expect(['a.webp', 'my.photo.HEIC', 'b'].map(nameAsJpeg)).toEqual([
    ...['a.jpg', 'my.photo.jpg', 'b.jpg'],
  ]);
});
