/** Sizes and refusals of files, in words. */
import { Problem, Unreachable } from '@hovorna/shared/api';
import type { FileRefusal } from '@hovorna/shared/state';
import { language, m } from '@hovorna/shared/words';
import { refusalOf } from '../desk/refusal.ts';

/** "184 kB", "2.4 MB": thousands, as the limit is told. */
export function fileSize(bytes: number): string {
  const kilobytes = bytes / 1000;
  if (kilobytes < 1000) return sized(Math.max(1, Math.round(kilobytes)), 'kilobyte', 0);
  return sized(kilobytes / 1000, 'megabyte', 1);
}

/** A limit in bytes as a size that really is allowed: "16.7 MB". */
export function roundedDown(bytes: number): string {
  return sized(Math.floor(bytes / 100_000) / 10, 'megabyte', 1);
}

function sized(value: number, unit: string, digits: number): string {
  return new Intl.NumberFormat(language() === 'en' ? 'en-GB' : language(), {
    style: 'unit',
    unit,
    maximumFractionDigits: digits,
  }).format(value);
}

export function fileRefusalWords(refusal: FileRefusal): string {
  switch (refusal.code) {
    case 'none':
      return m.console_file_none();
    case 'kind':
      return m.console_file_kind();
    case 'empty':
      return m.console_file_empty();
    case 'size':
      return m.console_file_large({ size: sized(refusal.megabytes, 'megabyte', 0) });
  }
}

/** What the server said of an upload, and whether trying again can help. */
export function uploadFailure(error: unknown): { why: string; canRetry: boolean } {
  if (error instanceof Unreachable) return { why: m.console_file_lost(), canRetry: true };
  if (!(error instanceof Problem)) throw error;
  if (error.code === 'too-large') {
    const megabytes = Number(error.body.limit) / 1_000_000;
    return { why: fileRefusalWords({ code: 'size', megabytes }), canRetry: false };
  }
  const fields = error.body.fields as Record<string, string> | undefined;
  if (error.code === 'invalid' && (fields?.file === 'kind' || fields?.file === 'empty'))
    return { why: fileRefusalWords({ code: fields.file }), canRetry: false };
  return { why: refusalOf(error), canRetry: error.isTemporary };
}
