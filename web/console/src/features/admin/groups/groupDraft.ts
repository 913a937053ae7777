/** A group while an administrator types. */
import type { GroupOffering } from '@hovorna/shared/generated/GroupOffering';
import type { GroupDetails, GroupSettings } from '../contract.ts';
import type { FieldCode } from '../failure.ts';
import { CHAT_LIMIT, secondsOf, spanOf, wholeNumber, type Span } from '../numbers.ts';

export const NAME_MOST = 100;
export const ACCEPT = { from: 5, to: 3600 };
export const SERVICE_LEVEL = { from: 5, to: 86_400 };
export const QUEUE_LIMIT = { from: 0, to: 10_000 };
export const WIDENS = { from: 5, to: 600 };
export const WRAP_UP = { from: 0, to: 900 };
export const OVERFLOW = { from: 10, to: 3600 };

export interface GroupDraft {
  name: string;
  chatLimit: string;
  /** '' for any number. */
  queueLimit: string;
  /** Who is asked first; '' for everyone at once. */
  offerFirst: GroupOffering['first'] | '';
  widensAfter: Span;
  accept: Span;
  serviceLevel: Span;
  /** Nothing or 0 for none. */
  wrapUp: Span;
  /** The group clients are offered to whom nobody accepts; '' for none. */
  overflowTo: string;
  overflowAfter: Span;
  members: string[];
}

export function draftOf(group: GroupSettings | null): GroupDraft {
  return {
    name: group?.name ?? '',
    chatLimit: group?.chat_limit?.toString() ?? '',
    queueLimit: group?.queue_limit?.toString() ?? '',
    offerFirst: group?.offering?.first ?? '',
    widensAfter: spanOf(group?.offering?.widens_after_seconds ?? 20),
    accept: spanOf(group?.accept_seconds ?? 30),
    serviceLevel: spanOf(group?.service_level_seconds ?? 60),
    wrapUp: spanOf(group?.wrap_up_seconds ?? 0),
    overflowTo: group?.overflow?.to ?? '',
    overflowAfter: spanOf(group?.overflow?.after_seconds ?? 120),
    members: [...(group?.members ?? [])],
  };
}

export function wrongIn(draft: GroupDraft): Record<string, FieldCode> {
  const wrong: Record<string, FieldCode> = {};
  const name = draft.name.trim();
  if (name === '') wrong.name = 'required';
  else if (name.length > NAME_MOST) wrong.name = 'too-long';
  if (Number.isNaN(wholeNumber(draft.chatLimit, CHAT_LIMIT))) wrong.chat_limit = 'out-of-range';
  if (Number.isNaN(wholeNumber(draft.queueLimit, QUEUE_LIMIT))) wrong.queue_limit = 'out-of-range';
  if (!secondsOf(draft.accept, ACCEPT)) wrong.accept_seconds = 'out-of-range';
  if (!secondsOf(draft.serviceLevel, SERVICE_LEVEL)) wrong.service_level_seconds = 'out-of-range';
  if (draft.offerFirst !== '' && !secondsOf(draft.widensAfter, WIDENS))
    wrong.widens_after_seconds = 'out-of-range';
  if (Number.isNaN(secondsOf(draft.wrapUp, WRAP_UP))) wrong.wrap_up_seconds = 'out-of-range';
  if (draft.overflowTo !== '' && !secondsOf(draft.overflowAfter, OVERFLOW))
    wrong.overflow_seconds = 'out-of-range';
  return wrong;
}

/** Only of a draft with nothing wrong. */
export function detailsOf(draft: GroupDraft): GroupDetails {
  return {
    name: draft.name.trim(),
    chat_limit: wholeNumber(draft.chatLimit, CHAT_LIMIT) ?? undefined,
    queue_limit: wholeNumber(draft.queueLimit, QUEUE_LIMIT) ?? undefined,
    accept_seconds: secondsOf(draft.accept, ACCEPT) ?? 0,
    service_level_seconds: secondsOf(draft.serviceLevel, SERVICE_LEVEL) ?? 0,
    offering:
      draft.offerFirst === ''
        ? undefined
        : {
            first: draft.offerFirst,
            widens_after_seconds: secondsOf(draft.widensAfter, WIDENS) ?? 0,
          },
    wrap_up_seconds: secondsOf(draft.wrapUp, WRAP_UP) || undefined,
    overflow:
      draft.overflowTo === ''
        ? undefined
        : { to: draft.overflowTo, after_seconds: secondsOf(draft.overflowAfter, OVERFLOW) ?? 0 },
    members: draft.members,
  };
}
