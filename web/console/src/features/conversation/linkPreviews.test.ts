import { expect, test } from 'vitest';
import type { LinkPreview } from '@hovorna/shared/contract';
import { LinkPreviews } from './linkPreviews.ts';

const lamp: LinkPreview = {
  ...{ url: 'https://a.example/', host: 'a.example', site: null, title: 'Lamp', description: null },
};

test('each message is asked about once, and what has nothing to show is remembered, too', async () => {
  const asked: number[] = [];
  const previews = new LinkPreviews((_, seq) => {
    asked.push(seq);
    return Promise.resolve(seq === 1 ? lamp : undefined);
  });
  expect(previews.known('a', 1)).toBeUndefined();
  expect(await Promise.all([previews.of('a', 1), previews.of('a', 1)])).toEqual([lamp, lamp]);
  expect(await previews.of('a', 2)).toBeNull();
  expect(asked).toEqual([1, 2]);
  expect([previews.known('a', 1), previews.known('a', 2)]).toEqual([lamp, null]);
});

test('what failed is asked again', async () => {
  let fails = true;
  const previews = new LinkPreviews(() =>
    fails ? Promise.reject(new Error('too many')) : Promise.resolve(lamp),
  );
  expect(await previews.of('a', 1)).toBeNull();
  expect(previews.known('a', 1)).toBeUndefined();
  fails = false;
  expect(await previews.of('a', 1)).toEqual(lamp);
});
