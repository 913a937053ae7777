/** What the widget says unasked: a few words beside the launcher. It moves nothing, takes no focus, and goes when it is told to. */
import type { Host } from '../host.ts';
import CSS from './bubble.css?inline';
import { words } from './words.ts';

const CROSS = 'M18 6 6 18M6 6l12 12';
const SVG = 'http://www.w3.org/2000/svg';

export interface Bubble {
  /** Takes it away; the focus, if it was in there, goes to the launcher. */
  remove(): void;
}

export function draw(host: Host, text: string, onopen: () => void, onclose: () => void): Bubble {
  const { root, launcher, language } = host;
  const said = words(language);
  adopt(root);
  const bubble = element('div', 'says');
  bubble.lang = language;
  const open = button('talk', onopen);
  open.textContent = said.open;
  const close = button('shut', onclose);
  close.ariaLabel = said.close;
  const svg = close.appendChild(document.createElementNS(SVG, 'svg'));
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.ariaHidden = 'true';
  svg.appendChild(document.createElementNS(SVG, 'path')).setAttribute('d', CROSS);
  bubble.append(announced(text), open, close);
  // In reading order before the launcher, as the panel is.
  launcher.before(bubble);
  return {
    remove() {
      const had = bubble.contains(root.activeElement);
      bubble.remove();
      if (had) launcher.focus({ preventScroll: true });
    },
  };
}

/** Tells what cannot be seen by everybody: that the panel has come up by itself. */
export function announce(host: Host, text: string): void {
  adopt(host.root);
  const place = announced(`${words(host.language).opened} ${text}`);
  place.className = 'unseen';
  place.lang = host.language;
  host.launcher.before(place);
}

/** Read out where it stands, in its turn: the words come into a place that is there already. */
function announced(text: string): HTMLElement {
  const place = element('p', '');
  place.role = 'status';
  requestAnimationFrame(() => (place.textContent = text));
  return place;
}

function adopt(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

function button(name: string, onclick: () => void): HTMLElement {
  const made = element('button', name);
  made.onclick = onclick;
  return made;
}

function element(tag: string, name: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}
