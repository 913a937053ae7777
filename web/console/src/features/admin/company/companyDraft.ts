/** The company's settings while an administrator types. */
import type { AllAway, CompanySettings, FileKinds, GraceSettings } from '../contract.ts';
import type { FieldCode } from '../failure.ts';
import { CHAT_LIMIT, secondsOf, spanOf, wholeNumber, type Span } from '../numbers.ts';

export const NAME_MOST = 100;
/** Largest size of one file, in megabytes. */
export const LARGEST_FILE = { from: 1, to: 200 };
export const GRACES = ['client_away', 'client_waiting', 'client_active', 'operator'] as const;
export type Grace = (typeof GRACES)[number];
/** In seconds. Shorter ones would end conversations at every reload of a page. */
export const RANGES: Record<Grace, { from: number; to: number }> = {
  client_away: { from: 1, to: 600 },
  client_waiting: { from: 5, to: 3600 },
  client_active: { from: 5, to: 86_400 },
  operator: { from: 5, to: 86_400 },
};

export interface CompanyDraft {
  name: string;
  chatLimit: string;
  previews: boolean;
  fileKinds: FileKinds;
  /** In megabytes. */
  largestFile: string;
  typingPreview: boolean;
  linkPreviews: boolean;
  allAway: AllAway;
  graces: Record<Grace, Span>;
}

export function draftOf(settings: CompanySettings): CompanyDraft {
  return {
    name: settings.name,
    chatLimit: String(settings.chat_limit),
    previews: settings.previews,
    fileKinds: settings.files.kinds,
    largestFile: String(settings.files.largest_megabytes),
    typingPreview: settings.typing_preview,
    linkPreviews: settings.link_previews,
    allAway: settings.all_away ?? 'offline',
    graces: eachGrace((grace) => spanOf(settings.graces[grace])),
  };
}

export function wrongIn(draft: CompanyDraft): Record<string, FieldCode> {
  const wrong: Record<string, FieldCode> = {};
  const name = draft.name.trim();
  if (name === '') wrong.name = 'required';
  else if (name.length > NAME_MOST) wrong.name = 'too-long';
  const limit = wholeNumber(draft.chatLimit, CHAT_LIMIT);
  if (limit === null || Number.isNaN(limit)) wrong.chat_limit = 'out-of-range';
  const largest = wholeNumber(draft.largestFile, LARGEST_FILE);
  if (largest === null || Number.isNaN(largest)) wrong.largest_megabytes = 'out-of-range';
  for (const grace of GRACES)
    if (!secondsOf(draft.graces[grace], RANGES[grace])) wrong[grace] = 'out-of-range';
  return wrong;
}

/** Only of a draft with nothing wrong. What it leaves out stays as it is. */
export function settingsOf(draft: CompanyDraft): Partial<CompanySettings> {
  return {
    name: draft.name.trim(),
    chat_limit: wholeNumber(draft.chatLimit, CHAT_LIMIT) ?? 0,
    previews: draft.previews,
    files: {
      kinds: draft.fileKinds,
      largest_megabytes: wholeNumber(draft.largestFile, LARGEST_FILE) ?? 0,
    },
    typing_preview: draft.typingPreview,
    link_previews: draft.linkPreviews,
    all_away: draft.allAway,
    graces: eachGrace(
      (grace) => secondsOf(draft.graces[grace], RANGES[grace]) ?? 0,
    ) satisfies GraceSettings,
  };
}

function eachGrace<Value>(value: (grace: Grace) => Value): Record<Grace, Value> {
  return Object.fromEntries(GRACES.map((it) => [it, value(it)])) as Record<Grace, Value>;
}
