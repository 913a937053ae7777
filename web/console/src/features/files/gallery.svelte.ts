/** The picture that is looked at in full, and those before and after it. One at a time in the whole console. */
import type { Attachment, Event } from '@hovorna/shared/contract';
import { fatesOf, lookOf } from '@hovorna/shared/state';

export interface Gallery {
  pictures: readonly Attachment[];
  at: number;
}

let shown: Gallery | null = $state.raw(null);

export function gallery(): Gallery | null {
  return shown;
}

export function openGallery(pictures: readonly Attachment[], id: string): void {
  const at = pictures.findIndex((picture) => picture.id === id);
  if (at !== -1) shown = { pictures, at };
}

export function closeGallery(): void {
  shown = null;
}

/** One further or back; it ends at the ends, so that nobody goes round without noticing. */
export function stepGallery(step: 1 | -1): void {
  if (shown === null) return;
  const at = Math.min(shown.pictures.length - 1, Math.max(0, shown.at + step));
  if (at !== shown.at) shown = { ...shown, at };
}

/** All pictures of a thread, in the order in which they were sent. */
export function picturesOf(events: readonly Event[]): Attachment[] {
  return [...fatesOf(events).values()].flatMap((fate) =>
    fate.deletedAt === null
      ? fate.files.filter((file) => lookOf(file) === 'picture' && !file.deleted)
      : [],
  );
}
