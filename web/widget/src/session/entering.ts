/** What is told on coming in. */
import type { Host } from '../host.ts';
import type { Enter, Entry, NewPageView } from './contract.ts';
import type { PageApi } from './pageApi.ts';

export interface Answers {
  entry: Entry;
  form: Record<string, string>;
  message: string;
}

/** Kept over repeated presses of the form's button, so a lost answer starts nothing twice. */
export interface EnterIds {
  id: string;
  message: string;
}

export function enterBody(
  { widget, language }: Host,
  ids: EnterIds,
  { entry, form, message }: Answers,
  views: NewPageView[],
  { parameters, identity }: Pick<PageApi, 'parameters' | 'identity'>,
): Enter {
  const { href: url } = location;
  const { title, referrer } = document;
  return {
    ...{ id: ids.id, widget, entry, form, language },
    message: message ? { id: ids.message, text: message } : undefined,
    page: { url, title, referrer: referrer || undefined },
    page_views: views,
    parameters: Object.fromEntries(parameters),
    identity: identity ?? undefined,
  } as Enter;
}
