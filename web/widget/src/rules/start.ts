/**
 * The rules' door: loaded by the launcher for a widget that has rules, once the page is there. It looks at the page once a
 * second, lets one rule speak, and is quiet from the first press on and wherever a conversation runs.
 */
import type { Host } from '../host.ts';
import { announce, draw, type Bubble } from './bubble.ts';
import { Memory } from './memory.ts';
import { firstTrue, type Facts } from './rules.ts';

const SECOND_MS = 1_000;
/** As the panel knows phones. */
const NARROW = '(max-width: 480px)';

export function start(host: Host): void {
  const { widget, config, launcher, language } = host;
  const rules = config.widget.triggers ?? [];
  const memory = new Memory(widget);
  const ended = new AbortController();
  let bubble: Bubble | undefined;
  let { href: url } = location;
  let seconds = 0;

  const look = () => {
    if (isBusy()) return end();
    const facts = known();
    const rule = firstTrue(rules, facts, memory.isSilent);
    if (!rule) return;
    clearInterval(timer);
    memory.spoke(rule);
    const text = rule.texts[language]!;
    if (rule.does === 'open' && !facts.isPhone) openQuietly(host, text);
    else say(text);
    tell(rule.name);
  };
  const timer = setInterval(() => {
    // What nobody looks at is not stayed on.
    if (document.hidden) return;
    seconds = location.href === url ? seconds + 1 : 0;
    url = location.href;
    look();
  }, SECOND_MS);
  const pressed = new MutationObserver(() => launcher.ariaExpanded === 'true' && end());
  pressed.observe(launcher, { attributeFilter: ['aria-expanded'] });
  host.root.host.addEventListener('replaced', end, { signal: ended.signal });
  look();

  function known(): Facts {
    return {
      ...{ seconds, url, language },
      isReturning: stored(() => localStorage) !== null,
      isOnline: config.online,
      isPhone: matchMedia(NARROW).matches,
    };
  }

  /** What the widget keeps: nothing, before it was pressed for the first time. Reading stores nothing. */
  function stored(place: () => Storage): string | null {
    try {
      return place().getItem(`hovorna:${widget}`);
    } catch {
      return null;
    }
  }

  /** Pressed, on this page or before in this visit, or a conversation runs: there is nothing to begin. */
  function isBusy(): boolean {
    return (
      launcher.ariaExpanded === 'true' ||
      stored(() => sessionStorage) !== null ||
      !!stored(() => localStorage)?.includes('"conversation"')
    );
  }

  function say(text: string): void {
    const close = () => {
      memory.closed();
      end();
    };
    bubble = draw(host, text, () => host.press(), close);
    document.addEventListener(
      'keydown',
      ({ key, defaultPrevented }) => key === 'Escape' && !defaultPrevented && close(),
      { signal: ended.signal },
    );
  }

  function end(): void {
    clearInterval(timer);
    pressed.disconnect();
    ended.abort();
    bubble?.remove();
  }
}

/** The panel takes the focus of whoever presses; not of who did not. What is inert can take none. */
function openQuietly(host: Host, text: string): void {
  const element = host.root.host as HTMLElement;
  element.inert = true;
  const seen = new MutationObserver(() => {
    // It is open, or could not be loaded.
    seen.disconnect();
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        element.inert = false;
        if (host.launcher.ariaExpanded === 'true') announce(host, text);
      }),
    );
  });
  seen.observe(host.launcher, { attributes: true });
  host.press();
}

/** The page may want to count it, or to stay quiet itself. */
function tell(name: string): void {
  for (const [what, event, listener] of window.hovorna ?? [])
    if (what === 'on' && event === 'rule')
      queueMicrotask(() => (listener as (name: string) => void)(name));
}
