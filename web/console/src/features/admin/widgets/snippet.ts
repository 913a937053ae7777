/** The one line a page needs; the server that serves this console also serves the widget. */
export function snippetFor(widget: string): string {
  return `<script async src="${location.origin}/widget.js" data-widget="${widget}"></` + 'script>';
}

/** The built-in demonstration company carries this widget. */
export const DEMO = 'demo';
