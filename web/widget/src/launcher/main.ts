/**
 * widget.js: a button on a foreign page, and nothing more until it is pressed. Before the first press it
 * stores nothing and asks the server one thing, when the page is idle: whether somebody is there.
 */
import type { Host, Panel } from '../host.ts';
import type { WidgetState } from '../session/contract.ts';
import { draw } from './button.ts';
import { adopt } from './style.ts';
import { language } from './words.ts';

declare const __SESSION__: string;
declare const __PANEL__: string;

const TAG = 'hovorna-widget';
/** Between two attempts to ask for the widget when the server could not be reached. */
const RETRY_MS = 30_000;

const script = (document.currentScript ??
  document.querySelector('script[data-widget]')) as HTMLScriptElement | null;
const widget = script?.dataset.widget;

if (!widget) console.warn('Hovorna: the script needs data-widget="ID".');
else {
  const present = document.querySelector(TAG);
  if (present && !script.dataset.replaces)
    console.warn('Hovorna: a widget is on this page already; this second copy does nothing.');
  else {
    present?.dispatchEvent(new Event('replaced'));
    present?.remove();
    start(new URL(script.src).origin, widget);
  }
}

function start(base: string, id: string): void {
  // Beside the body, where a transformed or replaced body cannot move it or take it along.
  const element = document.documentElement.appendChild(document.createElement(TAG));
  const key = `hovorna:${id}`;
  const opening = script!.dataset.replaces === 'open';
  const begin = () => whenIdle(() => ask());
  if (document.readyState === 'complete') begin();
  else addEventListener('load', begin);

  async function ask(): Promise<void> {
    try {
      const answer = await fetch(`${base}/widget/v1/widgets/${encodeURIComponent(id)}`, {
        credentials: 'omit',
      });
      if (answer.ok) place(await answer.json());
      else if (answer.status < 500) console.warn(`Hovorna: widget "${id}" was refused here (${answer.status}).`);
      else throw 0;
    } catch {
      setTimeout(ask, RETRY_MS);
    }
  }

  function place(config: WidgetState): void {
    const root = element.attachShadow({ mode: 'open' });
    adopt(root);
    const launcher = draw(config);
    const host: Host = {
      base,
      widget: id,
      config,
      language,
      root,
      launcher: launcher.button,
      unread: launcher.unread,
      shown: launcher.shown,
      open: () => void press(),
      replace(open) {
        const next = document.createElement('script');
        // The address differs, so that a cached launcher does not come back.
        next.src = `${base}/widget.js?${Date.now()}`;
        next.dataset.widget = id;
        next.dataset.replaces = open ? 'open' : 'closed';
        next.onerror = launcher.failed;
        document.head.append(next);
      },
    };
    let panel: Promise<Panel> | undefined;
    let session: Promise<unknown> | undefined;
    let fresh = opening;
    const load = (name: string) => import(/* @vite-ignore */ `${base}/widget/${name}`);
    const running = () => (session ??= load(__SESSION__).then((it) => it.start(host)));
    const press = async () => {
      try {
        panel ??= Promise.all([load(__PANEL__), running()]).then(([it, now]) => it.mount(host, now));
        (await panel).toggle();
      } catch {
        panel = session = undefined;
        // Chunks of an older build are gone after an upgrade: take the present launcher instead. One that
        // has just come says so first, or two broken ones would replace each other for ever.
        if (fresh) launcher.failed();
        else host.replace(true);
        fresh = false;
      }
    };
    launcher.button.onclick = press;
    root.append(launcher.frame);

    if (opening) void press();
    else if (restored()) whenIdle(() => running().catch(() => {}));
  }

  /**
   * Whether a conversation runs. Reading stores nothing; only after the first press, which leaves a list of
   * pages in this tab, does the page join that list, to go along on entry.
   */
  function restored(): boolean | undefined {
    try {
      const pages = sessionStorage.getItem(key);
      if (pages) {
        const page = { url: location.href, title: document.title, at: new Date().toISOString() };
        sessionStorage.setItem(key, JSON.stringify([...JSON.parse(pages), page].slice(-50)));
      }
      return localStorage.getItem(key)?.includes('"conversation"');
    } catch {
      // The page may forbid storage; the conversation then lasts as long as the page.
    }
  }
}

function whenIdle(then: () => void): void {
  if (window.requestIdleCallback) requestIdleCallback(then, { timeout: 3000 });
  else setTimeout(then, 200);
}
