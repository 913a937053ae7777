/** Files as a person chooses them: real ones, since the server looks at the bytes. */
import type { Page } from '@playwright/test';
import { picture } from './files.ts';

export interface ChosenFile {
  name: string;
  mimeType: string;
  buffer: Buffer<ArrayBuffer>;
}

export function png(name: string, width: number, height: number): ChosenFile {
  return { name, mimeType: 'image/png', buffer: Buffer.from(picture(width, height, [121, 148, 141])) };
}

/** Of a size, in bytes, for whoever wants to see it travel. */
export function pdf(name: string, bytes: number): ChosenFile {
  const buffer = Buffer.alloc(bytes, 0x20);
  buffer.write('%PDF-1.7\n');
  return { name, mimeType: 'application/pdf', buffer };
}

/** A small picture that only some messengers take, drawn by the browser. */
export async function webp(page: Page, name: string): Promise<ChosenFile> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.getContext('2d')!.fillRect(0, 0, 60, 40);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/webp'));
    return [...new Uint8Array(await blob!.arrayBuffer())];
  });
  return { name, mimeType: 'image/webp', buffer: Buffer.from(bytes) };
}
