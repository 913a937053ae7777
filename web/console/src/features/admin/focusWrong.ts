/** Puts the focus into the first field that was refused, so that nobody has to look for it. */
import { tick } from 'svelte';

export async function focusWrong(): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>(':is([role="dialog"], main) [aria-invalid="true"]')?.focus();
}
