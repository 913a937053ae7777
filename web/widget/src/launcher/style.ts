/**
 * The launcher's look, adopted as a constructed sheet: a style element or attribute would need
 * 'unsafe-inline' in the page's policy. `all: initial` with !important wins over any rule of the page,
 * because for important rules the inner tree comes last.
 */
import CSS from './launcher.css?inline';

export function adopt(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
}
