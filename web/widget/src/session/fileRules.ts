/** Whether a file may be sent, before a byte of it travels. The server looks at the bytes and has the last word. */
import type { FileRules } from './contract.ts';

export type FileWrong = 'kind' | 'size' | 'empty' | 'failed' | 'ended' | 'lost';

const PICTURE = /^image\/(png|jpe?g|gif|webp|avif|hei[cf]|bmp)$/;
const DOCUMENT =
  /^(audio|video)\/|^text\/(?!html)|^application\/(pdf|json|rtf|msword|vnd\.(openxmlformats-officedocument|oasis\.opendocument|ms-))/;

export function wrongWith(
  { type, size }: Pick<File, 'type' | 'size'>,
  rules: FileRules,
): FileWrong | undefined {
  if (size === 0) return 'empty';
  if (size > rules.largest_megabytes * 1_000_000) return 'size';
  return mayBe(type, rules) ? undefined : 'kind';
}

/** A device that does not know what a file is says nothing: that is no reason to refuse it. */
function mayBe(type: string, { kinds }: FileRules): boolean {
  if (kinds === 'none') return false;
  if (kinds === 'any' || type === '' || PICTURE.test(type)) return true;
  return kinds === 'documents' && DOCUMENT.test(type);
}
