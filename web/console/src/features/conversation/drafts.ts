/**
 * What was begun and not sent, per conversation: here at once, over reloads of this browser, and on the server
 * for the other one. `base` is what the server is known to have, so that it can be told who is ahead.
 */
import type { Draft, Quote } from '@hovorna/shared/contract';

export interface LocalDraft extends Draft {
  kind: 'message' | 'note';
  replyTo: Quote | null;
  base: Draft;
}

const PREFIX = 'hovorna.draft.';
export const NO_DRAFT: Draft = { reply: '', note: '' };

/** Where writing goes on: what was typed here and not kept there yet, else what the server has. */
export function startingDraft(local: LocalDraft | null, server: Draft): LocalDraft {
  if (local !== null && !sameDraft(local, local.base)) return { ...local, base: server };
  const kind = local?.kind ?? (server.reply === '' && server.note !== '' ? 'note' : 'message');
  return { kind, ...server, replyTo: local?.replyTo ?? null, base: server };
}

export function sameDraft(a: Draft, b: Draft): boolean {
  return a.reply === b.reply && a.note === b.note;
}

export function readDraft(conversation: string): LocalDraft | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + conversation) ?? 'null');
    return isDraft(kept) ? kept : null;
  } catch {
    return null;
  }
}

export function writeDraft(conversation: string, draft: LocalDraft): void {
  try {
    const isEmpty = sameDraft(draft, NO_DRAFT) && draft.replyTo === null;
    // An emptied draft stays until the server knows that it is empty.
    if (isEmpty && sameDraft(draft.base, NO_DRAFT)) localStorage.removeItem(PREFIX + conversation);
    else localStorage.setItem(PREFIX + conversation, JSON.stringify(draft));
  } catch {
    // A full or forbidden storage only costs surviving a reload.
  }
}

function isDraft(kept: unknown): kept is LocalDraft {
  return typeof kept === 'object' && kept !== null && 'reply' in kept && 'base' in kept;
}
