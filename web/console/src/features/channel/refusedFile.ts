/** Why a messenger does not take a file, and what to do then. */
import type { FileLimit } from '@hovorna/shared/contract';
import type { Letter } from '@hovorna/shared/live';
import {
  badgeOf,
  fileForChannel,
  type ChannelFileRefusal,
  type FileSort,
} from '@hovorna/shared/state';
import { language, m } from '@hovorna/shared/words';
import { roundedDown } from '../files/fileWords.ts';

/** What takes files, or does not. */
export interface FileTaker {
  /** "WhatsApp". */
  messenger: string;
  files: readonly FileLimit[];
}

/** Types as people call them, where the last word of the type is not it. */
const CALLED: Record<string, string> = {
  'audio/mp4': 'M4A',
  'audio/mpeg': 'MP3',
  'audio/x-wav': 'WAV',
  'application/msword': 'DOC',
  'application/vnd.ms-excel': 'XLS',
  'application/vnd.ms-powerpoint': 'PPT',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PPTX',
  'text/plain': 'TXT',
  'video/3gpp': '3GP',
  'video/quicktime': 'MOV',
};

const LARGE: Record<FileSort, (words: { messenger: string; size: string }) => string> = {
  picture: m.console_file_large_picture,
  video: m.console_file_large_video,
  sound: m.console_file_large_sound,
  other: m.console_file_large_other,
};

/** Why it does not take this file, in words; null: it does. */
export function fileAgainst(
  file: { name: string; type: string; size: number },
  { messenger, files }: FileTaker,
): string | null {
  const refusal = fileForChannel(file, files);
  return refusal === null ? null : channelFileWords(refusal, file.name, messenger);
}

function channelFileWords(refusal: ChannelFileRefusal, name: string, messenger: string): string {
  if (refusal.code === 'channel-size')
    return LARGE[refusal.sort]({ messenger, size: roundedDown(refusal.most) });
  const kinds = alternatives(refusal.taken);
  const ending = badgeOf(name);
  return ending === ''
    ? m.console_file_not_taken({ messenger, kinds })
    : m.console_file_not_taken_kind({ messenger, kinds, kind: ending });
}

/** "JPEG or PNG". */
function alternatives(types: readonly string[]): string {
  const names = new Set(types.map((type) => CALLED[type] ?? type.split('/').at(-1)!.toUpperCase()));
  const tag = language() === 'en' ? 'en-GB' : language();
  return new Intl.ListFormat(tag, { type: 'disjunction' }).format(names);
}

/** Why the server refused a message for one of its files; null: for another reason. */
export function refusedFile(
  { files = [], status }: Letter,
  taker: FileTaker | null,
): string | null {
  if (status.kind !== 'refused' || status.code !== 'invalid' || taker === null) return null;
  const { fields, detail } = status.body ?? {};
  const code = (fields as Record<string, string> | undefined)?.files;
  if (code !== 'kind' && code !== 'too-large') return null;
  const name = typeof detail === 'string' ? detail : '';
  const file = files.find((it) => it.name === name);
  const told = file && fileAgainst({ ...file, type: file.media_type }, taker);
  const { messenger } = taker;
  // The server may know better than this page what the messenger takes.
  const otherwise = code === 'kind' ? m.console_file_wrong_kind : m.console_file_too_large;
  const why = told ?? otherwise({ messenger });
  return name === '' ? why : m.console_file_refused({ name, why });
}
