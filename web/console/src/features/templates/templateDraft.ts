/** A template while somebody writes it. The rules are the server's. */
import type { Template, TemplateDetails } from '@hovorna/shared/contract';
import type { FieldCode } from '../admin/failure.ts';

export const MOST = { shortcut: 40, title: 100, folder: 60, text: 4000 } as const;

export interface TemplateDraft {
  shared: boolean;
  shortcut: string;
  title: string;
  folder: string;
  /** Empty: any. */
  language: string;
  text: string;
}

export function draftOf(template: Partial<Template>): TemplateDraft {
  const { shared = false, shortcut = '', title = '', folder = '', text = '' } = template;
  return { shared, shortcut, title, folder, text, language: template.language ?? '' };
}

export function detailsOf(draft: TemplateDraft): TemplateDetails {
  return {
    shared: draft.shared,
    shortcut: draft.shortcut.trim().replace(/^[#/]/, ''),
    title: draft.title.trim(),
    folder: draft.folder.trim(),
    language: draft.language || null,
    text: draft.text.trim(),
  };
}

export function wrongIn(draft: TemplateDraft): Record<string, FieldCode> {
  const details = detailsOf(draft);
  const wrong: Record<string, FieldCode> = {};
  if (details.title === '') wrong.title = 'required';
  if (details.shortcut === '') wrong.shortcut = 'required';
  else if (!/^[\p{L}\p{N}_-]+$/u.test(details.shortcut)) wrong.shortcut = 'malformed';
  if (details.text === '') wrong.text = 'empty';
  for (const field of ['shortcut', 'title', 'folder', 'text'] as const)
    if ([...details[field]].length > MOST[field]) wrong[field] = 'too-long';
  return wrong;
}

/** Everybody's are written by who may, one's own by oneself. */
export function mayChange(template: Pick<Template, 'shared'>, mayShare: boolean): boolean {
  return !template.shared || mayShare;
}
