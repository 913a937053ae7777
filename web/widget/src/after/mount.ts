/**
 * What can still be done when a talk is over: rating it and having it by e-mail. A bundle of its own, loaded at the end of a
 * talk, so that the panel pays nothing for it.
 */
import { setLanguage } from '@hovorna/shared/words';
import { mount as mountComponent } from 'svelte';
import type { ClientConversation } from '../session/contract.ts';
import type { Session } from '../session/session.ts';
import After from './After.svelte';
import style from './after.css?inline';

/** Draws it into an element, once the server has said what is offered. Without an answer nothing is. */
export async function mount(target: HTMLElement, session: Session): Promise<void> {
  const { talk, availability } = session.state;
  const { id, texts } = availability.widget;
  const language = setLanguage(target.closest<HTMLElement>('[lang]')?.lang ?? 'en');
  const view = await session.api.get<ClientConversation>(
    `/conversation?widget=${encodeURIComponent(id)}`,
  );
  // Another one may have begun meanwhile, or the panel gone on.
  if (view.id !== talk?.id || !target.isConnected) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  const root = target.getRootNode() as ShadowRoot;
  if (!root.adoptedStyleSheets.some((it) => it.cssRules[0]?.cssText === sheet.cssRules[0]?.cssText))
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  mountComponent(After, {
    target,
    props: { session, talk: view, question: texts[language]?.rating },
  });
}
