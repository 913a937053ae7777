/**
 * The keyboard: single letters work only while nobody is typing, and can be turned off, because
 * they get in the way of speech input (WCAG 2.1.4).
 */
import { going } from './going.svelte.ts';

const KEY = 'hovorna.letterKeys';

let lettersOn = $state(read());

export function letterKeysOn(): boolean {
  return lettersOn;
}

export function setLetterKeys(on: boolean): void {
  lettersOn = on;
  localStorage.setItem(KEY, on ? 'on' : 'off');
}

/** Whether this key press is a command of its own: after G it names a page. */
export function isLetterCommand(event: KeyboardEvent): boolean {
  return !going.isBegun && isCommand(event);
}

/** Whether this key press is a command rather than text, or meant for the control under focus. */
export function isCommand(event: KeyboardEvent): boolean {
  if (!lettersOn || event.defaultPrevented) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (isTyping(event)) return false;
  const target = event.target as HTMLElement | null;
  return (
    target === null ||
    target.closest(
      '[role="menu"], [role="dialog"]:not([data-keys="through"]), [data-keys="none"]',
    ) === null
  );
}

/** Whether the press goes into a field. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return target?.closest('input, textarea, select, [contenteditable="true"]') != null;
}

/** Space and Enter press the control under focus; elsewhere they are commands. */
export function isOnControl(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return target?.closest('button, a[href], summary, [role="tab"], [role="option"]') != null;
}

function read(): boolean {
  return typeof localStorage === 'undefined' || localStorage.getItem(KEY) !== 'off';
}
