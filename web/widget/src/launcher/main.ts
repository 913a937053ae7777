/**
 * widget.js: a button on a foreign page, and nothing more until it is pressed. Before the first press it
 * stores nothing and asks the server one thing, when the page is idle: whether somebody is there.
 */
import type { Call, Host, Panel } from '../host.ts';
import type { WidgetState } from '../session/contract.ts';
import { draw } from './button.ts';
import { adopt } from './style.ts';
import { language } from './words.ts';

declare const __SESSION__: string;
declare const __PANEL__: string;
declare const __RULES__: string;

const TAG = 'hovorna-widget';
/** Between two attempts to ask for the widget when the server could not be reached. */
const RETRY_MS = 30_000;

const script = (document.currentScript ??
  document.querySelector('script[data-widget]')) as HTMLScriptElement;
const { widget, replaces } = script.dataset;
const present = document.querySelector(TAG);
const idle = (then: () => void) => (window.requestIdleCallback ?? setTimeout)(then);

if (!widget) console.warn('Hovorna: no data-widget');
else if (present && !replaces) console.warn('Hovorna: second widget ignored');
else {
  present?.dispatchEvent(new Event('replaced'));
  present?.remove();
  start(new URL(script.src).origin, widget);
}

function start(base: string, id: string): void {
  // Beside the body, where a transformed or replaced body cannot move it or take it along.
  const element = document.documentElement.appendChild(document.createElement(TAG));
  const begin = () => idle(ask);
  if (document.readyState === 'complete') begin();
  else addEventListener('load', begin);

  function ask(): void {
    fetch(`${base}/widget/v1/widgets/${id}`, { credentials: 'omit' })
      .then((answer) => {
        if (answer.ok) return answer.json().then(place);
        console.warn('Hovorna: refused', id, answer.status);
        // Unknown, or not for this site: that stays so.
        if (answer.status > 404) throw 0;
      })
      .catch(() => setTimeout(ask, RETRY_MS));
  }

  function place(config: WidgetState): void {
    const root = element.attachShadow({ mode: 'open' });
    adopt(root);
    const drawn = draw(config);
    let panel: Promise<Panel> | undefined;
    let session: Promise<unknown> | undefined;
    let fresh = replaces === 'open';
    /** Being loaded: pressed again it would come and go at once. */
    let coming = false;
    const host: Host = {
      ...drawn,
      base,
      widget: id,
      config,
      language,
      root,
      press,
      replace(open) {
        const next = document.createElement('script');
        // The address differs, so that a cached launcher does not come back.
        next.src = `${base}/widget.js?${Date.now()}`;
        next.dataset.widget = id;
        next.dataset.replaces = open ? 'open' : 'closed';
        next.onerror = drawn.failed;
        document.head.append(next);
      },
    };
    const load = (name: string) => import(/* @vite-ignore */ `${base}/widget/${name}`);
    const running = (pressed?: boolean) =>
      (session ??= load(__SESSION__).then((it) => it.start(host, pressed)));

    function press(): void {
      if (coming) return;
      coming = true;
      panel ??= Promise.all([load(__PANEL__), running(true)]).then(([it, now]) =>
        it.mount(host, now),
      );
      panel.then(
        (it) => {
          coming = false;
          it.toggle();
        },
        () => {
          coming = false;
          panel = session = undefined;
          // Chunks of an older build are gone after an upgrade: take the present launcher instead. One that
          // has just come says so first, or two broken ones would replace each other for ever.
          if (fresh) drawn.failed();
          else host.replace(true);
          fresh = false;
        },
      );
    }
    drawn.launcher.onclick = press;
    root.append(drawn.frame);

    // What the page asks for waits in its list until the session is there; only opening is worth loading it.
    const calls = (window.hovorna ??= [] as never);
    for (const name of ['open', 'close', 'set', 'on', 'identify'] as const)
      calls[name] = (...given) => calls.push([name, ...given]);
    calls.push = (...more: Call[]) =>
      more.forEach((call) => {
        calls[calls.length] = call;
        if (call[0] === 'open' && !panel) press();
      }) as never;

    if (fresh) press();
    else
      try {
        // Reading stores nothing. In this tab something lies only after a press; in the site's storage a
        // conversation is named only while it runs: then the client is reconnected.
        const key = `hovorna:${id}`;
        if (sessionStorage[key] || localStorage[key]?.includes('"conversation"'))
          idle(() => running().catch(() => (session = undefined)));
      } catch {
        // The page may forbid storage; the conversation then lasts as long as the page.
      }
    calls.push(...calls.splice(0));
    if (config.widget.triggers) load(__RULES__).then((it) => it.start(host), Number);
  }
}
