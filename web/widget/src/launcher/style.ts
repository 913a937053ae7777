/**
 * The launcher's look, adopted as a constructed sheet: a style element or attribute would need
 * 'unsafe-inline' in the page's policy. `all: initial` with !important wins over any rule of the page,
 * because for important rules the inner tree comes last.
 */
const CSS = `
:host{all:initial!important;display:block!important;position:fixed!important;z-index:2147483647!important;direction:ltr!important}
@media print{:host{display:none!important}}
.launch{all:unset;box-sizing:border-box;position:fixed;bottom:24px;right:24px;min-height:56px;display:flex;align-items:center;gap:10px;padding:8px 22px 8px 18px;border:1px solid transparent;border-radius:28px;background:var(--brand);color:var(--on);font:600 15px system-ui,"Segoe UI",sans-serif;box-shadow:0 10px 30px -6px rgb(10 40 50/.5);cursor:pointer}
.launch:hover{filter:brightness(1.08)}
.launch:focus-visible{outline:3px solid var(--brand);outline-offset:3px}
.left .launch{right:auto;left:24px}
.launch svg{width:20px;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
.dot{width:6px;height:6px;border-radius:50%;border:2px solid}
.count{position:absolute;top:-6px;right:-4px;min-width:10px;padding:0 7px;border-radius:12px;background:#c9302d;color:#fff;font-size:13px;line-height:24px;text-align:center}
.count:empty,[hidden]{display:none!important}
@media(max-width:480px){.launch{bottom:20px;right:16px}.left .launch{left:16px}.open .launch{display:none}}
`;

export function adopt(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
}
