/** The launcher itself: one button, drawn once the server has said its colour, corner and label. */
import type { WidgetState } from '../session/contract.ts';
import { readableOn } from './colour.ts';
import { language, m } from './words.ts';

const BUBBLE =
  'M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719';
const CROSS = 'M18 6 6 18M6 6l12 12';
const SVG = 'http://www.w3.org/2000/svg';

export interface Launcher {
  button: HTMLButtonElement;
  frame: HTMLElement;
  unread(count: number): void;
  shown(open: boolean): void;
  /** The panel could not be loaded; the next press tries again. */
  failed(): void;
}

export function draw(config: WidgetState): Launcher {
  const { widget } = config;
  const label = widget.texts[language]?.launcher || m.widget_launcher;
  const frame = element('div', widget.look.corner === 'left' ? 'left' : '');
  const button = element('button', 'launch', frame) as HTMLButtonElement;
  const svg = button.appendChild(document.createElementNS(SVG, 'svg'));
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = svg.appendChild(document.createElementNS(SVG, 'path'));
  const text = element('span', '', button);
  const dot = element('span', 'dot', button);
  const badge = element('span', 'count', button);
  badge.setAttribute('role', 'status');
  button.style.setProperty('--brand', widget.look.colour);
  button.style.setProperty('--on', readableOn(widget.look.colour));

  let open = false;
  let count = 0;
  const say = (words: string) => {
    const notes = open
      ? ''
      : count
        ? m.widget_unread.replace('{count}', '' + count)
        : config.online
          ? ''
          : m.widget_launcher_offline;
    text.textContent = words;
    button.ariaLabel = notes ? `${words}. ${notes}` : words;
    button.ariaExpanded = '' + open;
    dot.hidden = open || config.online;
    badge.textContent = open || !count ? '' : '' + count;
    path.setAttribute('d', open ? CROSS : BUBBLE);
    frame.classList.toggle('open', open);
  };
  const redraw = () => say(open ? m.widget_launcher_close : label);
  redraw();

  return {
    button,
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
      say(m.widget_launcher_failed);
    },
  };
}

function element(tag: string, className: string, parent?: HTMLElement): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  parent?.append(made);
  return made;
}
