/** Pictures a messenger would refuse are made over in the browser before they go up: as JPEG, and no larger than it takes. */
import type { FileLimit } from '@hovorna/shared/contract';
import { fileForChannel } from '@hovorna/shared/state';

const JPEG = 'image/jpeg';
const QUALITY = 0.9;
/** The longest sides that are tried, in pixels; what is smaller stays as it is. */
const SIDES = [Infinity, 4096, 2048, 1280];

/** The file as it is where it is taken, or cannot be drawn; else the same picture as the messenger takes it. */
export async function madeFit(file: File, limits: readonly FileLimit[]): Promise<File> {
  if (fileForChannel(file, limits) === null || !file.type.startsWith('image/')) return file;
  // Moving pictures and drawings would become something else.
  if (file.type === 'image/gif' || file.type === 'image/svg+xml') return file;
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return file;
  }
  try {
    for (const side of SIDES) {
      const made = await drawn(picture, side, nameAsJpeg(file.name));
      if (made !== null && fileForChannel(made, limits) === null) return made;
    }
    return file;
  } finally {
    picture.close();
  }
}

/** "photo.webp" as "photo.jpg". */
export function nameAsJpeg(name: string): string {
  return `${name.replace(/\.[a-z0-9]{1,5}$/i, '')}.jpg`;
}

async function drawn(picture: ImageBitmap, side: number, name: string): Promise<File | null> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext('2d');
  if (pen === null) return null;
  // JPEG knows no transparency: what shines through is white, as behind a message.
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, JPEG, QUALITY));
  return blob === null ? null : new File([blob], name, { type: JPEG });
}
