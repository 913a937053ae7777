/** What files are: which may be sent, how each is shown. The rules are the server's, asked before anything is sent. */
import type { Attachment } from '../generated/Attachment.ts';
import type { FileRules } from '../generated/FileRules.ts';

/** As many as one message takes. */
export const MOST_FILES = 10;

export type Look = 'picture' | 'sound' | 'video' | 'other';

/** Browsers draw these; others of the server's pictures (HEIF) they only save. */
const DRAWN = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
]);

export function lookOf(file: Pick<Attachment, 'media_type' | 'thumbnail_url'>): Look {
  if (DRAWN.has(file.media_type) || file.thumbnail_url !== null) return 'picture';
  if (file.media_type.startsWith('audio/')) return 'sound';
  if (file.media_type.startsWith('video/')) return 'video';
  return 'other';
}

export type FileRefusal =
  { code: 'none' } | { code: 'kind' } | { code: 'empty' } | { code: 'size'; megabytes: number };

/** What a browser says of a file before its bytes are looked at. */
export interface ChosenFile {
  name: string;
  type: string;
  size: number;
}

/** Why this file will not be taken, or null. What its bytes say the server finds out; this spares the way. */
export function fileRefusal(file: ChosenFile, rules: FileRules): FileRefusal | null {
  if (rules.kinds === 'none') return { code: 'none' };
  if (file.size === 0) return { code: 'empty' };
  if (file.size > rules.largest_megabytes * 1_000_000)
    return { code: 'size', megabytes: rules.largest_megabytes };
  return mayBeOfKind(file, rules.kinds) ? null : { code: 'kind' };
}

const PICTURE_ENDS = /\.(png|jpe?g|gif|webp|avif|hei[cf]|bmp)$/i;
const DOCUMENT_ENDS = /\.(pdf|txt|csv|log|md|rtf|docx?|xlsx?|pptx?|od[tspg])$/i;
/** Markup is text to a browser, and a program to whoever opens it. */
const MARKUP = /\.(html?|xhtml|svg|xml|js|mjs)$/i;

function mayBeOfKind({ name, type }: ChosenFile, kinds: FileRules['kinds']): boolean {
  if (kinds === 'any') return true;
  if (MARKUP.test(name) || type === 'image/svg+xml' || type === 'text/html') return false;
  const isPicture = type.startsWith('image/') || PICTURE_ENDS.test(name);
  if (kinds === 'pictures') return isPicture;
  return (
    isPicture ||
    /^(audio|video)\//.test(type) ||
    type === 'text/plain' ||
    DOCUMENT_ENDS.test(name) ||
    /^application\/(pdf|msword|rtf|vnd\.(openxmlformats|oasis|ms-))/.test(type)
  );
}

/** For the `accept` of a file field: only a help in choosing, `fileRefusal` decides. */
export function acceptOf(kinds: FileRules['kinds']): string | undefined {
  switch (kinds) {
    case 'pictures':
      return 'image/*';
    case 'documents':
      return 'image/*,audio/*,video/*,.pdf,.txt,.csv,.rtf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.odp';
    case 'any':
    case 'none':
      return undefined;
  }
}

/** Up to four letters for a card: "PDF". */
export function badgeOf(name: string): string {
  const end = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1];
  return end === undefined ? '' : end.toUpperCase();
}

/** The size a picture is drawn at: whole, inside the box, never larger than it is. */
export function fitted(
  picture: { width: number | null; height: number | null },
  box: { width: number; height: number },
): { width: number; height: number } {
  const { width, height } = picture;
  if (!width || !height) return box;
  const scale = Math.min(1, box.width / width, box.height / height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
