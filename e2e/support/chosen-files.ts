/** Files as a person chooses them: real ones, since the server looks at the bytes. */
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
