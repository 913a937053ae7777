/**
 * What stands in place of the queue: loaded only when nobody is there, or when who waits would rather leave a message. A bundle of its own, so that the panel pays nothing for it.
 */
import { setLanguage } from '@hovorna/shared/words';
import { mount as mountComponent, unmount } from 'svelte';
import type { LeaveProps } from './props.ts';
import Nobody from './Nobody.svelte';

/** Draws it into an element; returns what takes it away. */
export function mount(target: HTMLElement, props: LeaveProps): () => void {
  // It stands in the panel as if it were a part of it.
  target.style.display = 'contents';
  setLanguage(props.host.language);
  const form = mountComponent(Nobody, { target, props });
  return () => void unmount(form);
}
