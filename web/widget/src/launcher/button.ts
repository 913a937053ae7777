/** The launcher itself: one button, drawn once the server has said its colour, corner and label. */
import type { WidgetState } from '../session/contract.ts';
import { readableOn } from './colour.ts';
import { CLOSE, FAILED, LABEL, OFFLINE, UNREAD, language } from './words.ts';

/** lucide's message-circle, to one decimal: at 20 pixels nobody sees more. */
const BUBBLE = 'M3 16.3 2 20.8a1 1 0 0 0 1.3 1.2l4.5-.9a10 10 0 1 0-4.8-4.8';
const CROSS = 'M18 6 6 18M6 6l12 12';
const SVG = 'http://www.w3.org/2000/svg';

export interface Launcher {
  launcher: HTMLButtonElement;
  frame: HTMLElement;
  unread(count: number): void;
  shown(open: boolean): void;
  /** The panel could not be loaded; the next press tries again. */
  failed(): void;
}

export function draw(config: WidgetState): Launcher {
  const { widget } = config;
  const label = widget.texts[language]?.launcher || LABEL;
  const frame = element('div', widget.look.corner === 'left' ? 'left' : '');
  const button = element('button', 'launch', frame) as HTMLButtonElement;
  const svg = button.appendChild(document.createElementNS(SVG, 'svg'));
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.ariaHidden = 'true';
  const path = svg.appendChild(document.createElementNS(SVG, 'path'));
  const text = element('span', '', button);
  const dot = element('span', 'dot', button);
  const badge = element('span', 'count', button);
  badge.role = 'status';
  button.style.setProperty('--brand', widget.look.colour);
  button.style.setProperty('--on', readableOn(widget.look.colour));

  let open = false;
  let count = 0;
  const say = (words: string) => {
    const notes = open
      ? ''
      : count
        ? UNREAD.replace('{count}', '' + count)
        : config.online
          ? ''
          : OFFLINE;
    text.textContent = words;
    button.ariaLabel = notes ? `${words}. ${notes}` : words;
    button.ariaExpanded = '' + open;
    dot.hidden = open || config.online;
    badge.textContent = open || !count ? '' : '' + count;
    path.setAttribute('d', open ? CROSS : BUBBLE);
    frame.classList.toggle('open', open);
  };
  const redraw = () => say(open ? CLOSE : label);
  redraw();

  return {
    launcher: button,
    frame,
    unread(now) {
      count = now;
      redraw();
    },
    shown(now) {
      open = now;
      redraw();
    },
    failed() {
      say(FAILED);
    },
  };
}

function element(tag: string, className: string, parent?: HTMLElement): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  parent?.append(made);
  return made;
}
