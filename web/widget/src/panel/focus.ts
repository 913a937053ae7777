/** Where the keyboard is: kept in the panel, put where the view begins, given back when it closes. */
const REACHABLE = 'a[href], button, input, textarea, [tabindex="0"]';

/** The panel fills the window. */
export function narrow(): boolean {
  return matchMedia('(max-width: 480px)').matches;
}

/** Puts the focus at the view's beginning, unless it is still inside. */
export function startOf(frame: HTMLElement): void {
  if (frame.contains((frame.getRootNode() as ShadowRoot).activeElement)) return;
  const composer = frame.querySelector<HTMLElement>('[data-composer]');
  // On a phone the composer would open the keyboard over what there is to read.
  const start = (!narrow() && composer) || frame.querySelector<HTMLElement>('[data-start]');
  (start ?? frame).focus({ preventScroll: true });
}

/** Tab goes round inside a panel that fills the window: nothing else can be seen. */
export function keepInside(frame: HTMLElement, event: KeyboardEvent): void {
  const stops = [...frame.querySelectorAll<HTMLElement>(REACHABLE)];
  const focused = (frame.getRootNode() as ShadowRoot).activeElement;
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (focused !== edge && focused !== frame) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}
