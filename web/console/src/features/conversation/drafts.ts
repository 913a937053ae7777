/** What was begun and not sent, per conversation, kept over reloads of this browser. */
export interface Draft {
  kind: 'message' | 'note';
  text: string;
}

const PREFIX = 'hovorna.draft.';
const NOTHING: Draft = { kind: 'message', text: '' };

export function readDraft(conversation: string): Draft {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + conversation) ?? 'null') ?? NOTHING;
  } catch {
    return NOTHING;
  }
}

export function keepDraft(conversation: string, draft: Draft): void {
  try {
    if (draft.text === '') localStorage.removeItem(PREFIX + conversation);
    else localStorage.setItem(PREFIX + conversation, JSON.stringify(draft));
  } catch {
    // A full or forbidden storage only costs surviving a reload.
  }
}
