/** The panel's door: what the launcher loads at the first press. */
import { setLanguage } from '@hovorna/shared/words';
import { flushSync, mount as mountComponent } from 'svelte';
import type { Host, Panel } from '../host.ts';
import type { Session } from '../session/session.ts';
import { narrow, startOf } from './focus.ts';
import PanelView from './Panel.svelte';
import controls from './style/controls.css?inline';
import files from './style/files.css?inline';
import frameCss from './style/frame.css?inline';
import thread from './style/thread.css?inline';
import tokens from './style/tokens.css?inline';

export function mount(host: Host, session: Session): Panel {
  const { root, launcher } = host;
  setLanguage(host.language);
  session.begin();

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(tokens + frameCss + controls + thread + files);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];

  const place = document.createElement('div');
  place.hidden = true;
  // Before the launcher: in reading order the panel comes first, the button that closes it last.
  launcher.before(place);
  const view = mountComponent(PanelView, {
    target: place,
    props: { host, session, onclose: () => show(false) },
  });
  session.page.enter = view.enter;

  // "Close" is shorter than most labels; a button that shrinks would move.
  launcher.style.minWidth = `${launcher.getBoundingClientRect().width}px`;

  let open = false;
  function show(now: boolean): void {
    open = now;
    flushSync();
    place.hidden = !open;
    host.shown(open);
    session.remembersOpen = open;
    watch();
    if (open) startOf(place.firstElementChild as HTMLElement);
    else launcher.focus();
    if (open && !session.state.talk) void session.askAvailability();
    if (open && !session.state.talk && session.outdated) host.replace(true);
  }

  root.addEventListener('keydown', (event) => {
    if ((event as KeyboardEvent).key === 'Escape' && open) show(false);
  });

  /** What arrives is read only in an open panel of a window that is looked at. */
  function watch(): void {
    session.watch(open && document.visibilityState === 'visible' && document.hasFocus());
  }
  addEventListener('focus', watch);
  addEventListener('blur', watch);
  document.addEventListener('visibilitychange', watch);

  // With the phone's keyboard open, the window is what is left above it; some browsers also move it.
  const seen = window.visualViewport;
  const fit = () => {
    place.style.setProperty('--window', seen && narrow() ? `${seen.height}px` : '100dvh');
    place.style.setProperty('--above', seen && narrow() ? `${seen.offsetTop}px` : '0');
  };
  seen?.addEventListener('resize', fit);
  seen?.addEventListener('scroll', fit);
  fit();

  return { toggle: () => show(!open) };
}
