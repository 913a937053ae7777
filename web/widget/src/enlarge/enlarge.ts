/**
 * A picture over the whole panel. A file of its own, loaded when one is pressed, so that the panel pays nothing for it; and so
 * little that it is made without a framework.
 */
import { m, setLanguage } from '@hovorna/shared/words';
import { keepInside } from '../panel/focus.ts';
import { ICONS } from '../panel/icons.ts';
import type { ShownFile } from '../panel/thread.ts';
import style from './enlarged.css?inline';

const SVG = 'http://www.w3.org/2000/svg';
const sheet = new CSSStyleSheet();
sheet.replaceSync(style);

/** Shows the picture over the talk in which its small copy was pressed, until it is closed. */
export function enlarge(pressed: HTMLElement, file: ShownFile, base: string): void {
  const talk = pressed.closest<HTMLElement>('.talk');
  if (!talk || talk.querySelector('.enlarged')) return;
  setLanguage(pressed.closest<HTMLElement>('[lang]')?.lang ?? 'en');
  const root = pressed.getRootNode() as ShadowRoot;
  if (!root.adoptedStyleSheets.includes(sheet))
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];

  const close = make('button', { class: 'icon', 'aria-label': m.widget_close() }, cross());
  const name = make('div', { class: 'names' }, make('span', { class: 'strong' }, file.name));
  const picture = make('img', {
    src: base + file.url,
    alt: file.name,
    width: `${file.width}`,
    height: `${file.height}`,
  });
  const link = { href: base + file.url, target: '_blank', rel: 'noopener' };
  const whole = make('a', { ...link, title: m.widget_file_original() }, picture);
  const frame = make(
    'div',
    {
      class: 'enlarged',
      role: 'dialog',
      'aria-modal': 'true',
      'aria-label': file.name,
      tabindex: '-1',
    },
    make('div', { class: 'head' }, name, close),
    whole,
  );

  const shut = () => {
    frame.remove();
    // Back to where the focus was.
    pressed.focus();
  };
  close.onclick = shut;
  frame.onkeydown = (event) => {
    if (event.key === 'Tab') keepInside(frame, event);
    // The panel around it stays open.
    event.stopPropagation();
    if (event.key === 'Escape') shut();
  };
  talk.append(frame);
  close.focus();
}

function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [attribute, value] of Object.entries(attributes))
    element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

function cross(): SVGElement {
  const icon = document.createElementNS(SVG, 'svg');
  for (const [attribute, value] of [
    ['class', 'i'],
    ['viewBox', '0 0 24 24'],
    ['aria-hidden', 'true'],
  ] as const)
    icon.setAttribute(attribute, value);
  for (const d of ICONS.close) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    icon.append(path);
  }
  return icon;
}
