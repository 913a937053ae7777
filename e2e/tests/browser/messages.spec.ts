/** What can be done with a message that is there: listening, watching, copying, keeping it as a template. */
import type { Locator } from '@playwright/test';
import type { Template } from '../../../web/shared/src/generated/Template.ts';
import { pdf, wav } from '../../support/files.ts';
import { lastSaid, openServed, type Served } from '../../support/served.ts';
import { expect, test } from '../../support/test.ts';

let served: Served;

test.beforeEach(async ({ browser }) => {
  served = await openServed(browser);
});

test.afterEach(async () => {
  await served.desk.server.discard();
});

/** A film of a changing colour, as the browser itself records it. */
async function webm(): Promise<Buffer<ArrayBuffer>> {
  const bytes = await served.page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [160, 90];
    const brush = canvas.getContext('2d')!;
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm;codecs=vp8' });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const done = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let frame = 0; frame < 40; frame++) {
      brush.fillStyle = `hsl(${frame * 9} 80% 50%)`;
      brush.fillRect(0, 0, 160, 90);
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
    }
    recorder.stop();
    await done;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  return Buffer.from(bytes);
}

const timeOf = (player: Locator) => player.evaluate((it: HTMLMediaElement) => it.currentTime);

/** Pressed as by whoever has no mouse; heard of by its own clock. */
async function plays(player: Locator): Promise<void> {
  await player.scrollIntoViewIfNeeded();
  await player.focus();
  await served.page.keyboard.press('Space');
  await expect.poll(() => timeOf(player)).toBeGreaterThan(0.2);
  await served.page.keyboard.press('Space');
  await expect.poll(() => player.evaluate((it: HTMLMediaElement) => it.paused)).toBe(true);
}

test('a recording plays where it was sent, can be gone through and saved', async () => {
  const { client, page, thread } = served;
  const file = await client.uploads('knocking.wav', wav(3));
  expect(file.media_type).toMatch(/^audio\//);
  await client.sends({ files: [file.id], text: 'It knocks like this' });
  const player = thread.locator('audio');
  await expect(player).toHaveAccessibleName('knocking.wav');
  await expect.poll(() => player.evaluate((it: HTMLMediaElement) => it.duration)).toBeCloseTo(3, 1);
  await plays(player);
  await player.evaluate((it: HTMLMediaElement) => (it.currentTime = 2));
  await expect.poll(() => timeOf(player)).toBeGreaterThanOrEqual(2);
  // A piece of the file is a piece: nobody waits for all of it.
  const piece = await page.request.get(served.desk.server.url + file.url, {
    headers: { range: 'bytes=0-99' },
  });
  expect([piece.status(), (await piece.body()).length]).toEqual([206, 100]);
  const saving = page.waitForEvent('download');
  await thread.getByRole('link', { name: /^Download knocking.wav/ }).click();
  expect((await saving).suggestedFilename()).toBe('knocking.wav');
});

test('a film plays in a frame that does not move the thread, and what is none can still be saved', async () => {
  const { client, thread, operator } = served;
  const bytes = await webm();
  const film = await client.uploads('meter.webm', bytes);
  expect(film.media_type).toBe('video/webm');
  await client.sends({ files: [film.id] });
  const player = thread.locator('video');
  await expect(player).toHaveAccessibleName('meter.webm');
  const frame = (await player.boundingBox())!;
  await plays(player);
  expect(await player.evaluate((it: HTMLVideoElement) => [it.videoWidth, it.videoHeight])).toEqual([160, 90]);
  expect(await player.boundingBox()).toEqual(frame);

  // The head of a film and nothing behind it.
  const broken = await operator.uploads(client.conversation, 'broken.webm', Buffer.from(bytes).fill(0, 300));
  await operator.says(client.conversation, crypto.randomUUID(), '', { files: [broken.id] });
  await expect(thread.getByRole('link', { name: /^Download broken.webm/ })).toBeVisible();
  await expect(thread.locator('video')).toHaveCount(1);
});

test('the text of a message is copied, by the pointer and by C', async () => {
  const { client, thread, page } = served;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await client.sends({ text: 'My number is 602 418 773' });
  const form = await client.uploads('form.pdf', pdf('form'));
  await client.sends({ files: [form.id] });
  await client.sends({ text: 'First line\nsecond "line" 😀' });
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const message = thread.locator('[data-seq]').filter({ hasText: '602 418 773' });
  await message.hover();
  await message.getByRole('button', { name: 'Copy text' }).click();
  await expect(page.getByText('Copied', { exact: true })).toBeVisible();
  expect(await clipboard()).toBe('My number is 602 418 773');

  await served.console.composer.focus();
  await page.keyboard.press('ArrowUp');
  await expect(thread.locator('[data-seq]').filter({ hasText: 'second' })).toBeFocused();
  await page.keyboard.press('c');
  await expect.poll(clipboard).toBe('First line\nsecond "line" 😀');
  // Of a file alone there is nothing to copy.
  await page.keyboard.press('ArrowUp');
  const card = thread.locator('[data-seq]').filter({ hasText: 'form.pdf' });
  await expect(card).toBeFocused();
  await expect(card.getByRole('button', { name: 'Copy text' })).toHaveCount(0);
  await page.keyboard.press('c');
  expect(await clipboard()).toBe('First line\nsecond "line" 😀');
});

test('what was said well is kept as a template and said again', async () => {
  const { client, thread, page, operator } = served;
  const { composer, say } = served.console;
  await say.call(served.console, 'We deliver within three days.');
  const message = thread.locator('[data-seq]').filter({ hasText: 'We deliver within three days.' });
  await message.hover();
  await message.getByRole('button', { name: 'Save as template' }).click();
  const form = page.getByRole('dialog', { name: 'New template' });
  await expect(form.getByLabel('Text', { exact: true })).toHaveValue('We deliver within three days.');
  await form.getByLabel('Title').fill('Delivery');
  await form.getByRole('button', { name: 'Add template' }).click();
  await expect(form).toHaveCount(0);
  const { items } = await operator.get<{ items: Template[] }>('GET', '/templates');
  expect(items).toMatchObject([
    { title: 'Delivery', shortcut: 'delivery', shared: false, text: 'We deliver within three days.' },
  ]);
  await composer.pressSequentially('Yes. #deli');
  await page
    .getByRole('listbox', { name: 'Templates' })
    .getByRole('option', { name: /Delivery/ })
    .waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect.poll(() => lastSaid(client)).toBe('Yes. We deliver within three days.');
});
