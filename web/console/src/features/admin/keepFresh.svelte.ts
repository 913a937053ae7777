/** A list that others change too: asked for anew when somebody did, and when one comes back to the window. */
import { untrack } from 'svelte';
import type { Desk } from '../desk/desk.svelte.ts';
import type { Loading } from './loading.svelte.ts';

/** Call it while a component is being made. */
export function keepFresh<Value>(loading: Loading<Value>, desk: Desk): void {
  let known = untrack(() => desk.changes);
  $effect(() => {
    if (desk.changes === known) return;
    known = desk.changes;
    untrack(() => void loading.refresh());
  });
  $effect(() => {
    const refresh = () => void loading.refresh();
    addEventListener('focus', refresh);
    return () => removeEventListener('focus', refresh);
  });
}
