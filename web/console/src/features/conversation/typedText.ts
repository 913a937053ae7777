/** Puts text into a field as if it were typed, so that Ctrl Z takes it back. */
export function typeInto(
  area: HTMLTextAreaElement,
  { from, to }: { from: number; to: number },
  text: string,
): void {
  area.focus();
  area.setSelectionRange(from, to);
  // Deprecated, and still the only way that keeps the browser's own undo.
  if (document.execCommand(text === '' ? 'delete' : 'insertText', false, text)) return;
  area.setRangeText(text, from, to, 'end');
  area.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
