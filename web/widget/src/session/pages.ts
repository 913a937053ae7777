/**
 * The pages of this tab. Before the first press nothing is noted; after it a list waits in the tab's own
 * storage and goes along on entry; while a conversation runs each page is told to the server at once.
 */
import { uuid7 } from '@hovorna/shared/api/uuid7.ts';
import type { NewPageView } from './contract.ts';
import type { Store } from './store.ts';

/** As many as the server takes on entry. */
const KEPT = 50;
/** Without the navigation API: how often the address is compared, only while a conversation runs. */
const LOOK_MS = 1_000;
/** Single-page sites set the title a moment after the address. */
const TITLE_SETTLES_MS = 400;

type Visit = Omit<NewPageView, 'id'>;

interface NavigationApi extends EventTarget {
  readonly currentEntry: unknown;
}

export class Pages {
  #watching: AbortController | undefined;
  #last = '';
  readonly #key: string;
  readonly #tab: Store;

  constructor(tab: Store, widget: string) {
    this.#tab = tab;
    this.#key = `hovorna:${widget}`;
  }

  /**
   * The client has shown interest: from now on the pages of this tab are listed. That there is a list is what
   * makes the launcher load the session on the next page (see launcher/main.ts).
   */
  collect(): void {
    if (this.#tab.get(this.#key) === null) this.#note([]);
  }

  /** A page of a tab that has a list joins it. */
  arrive(): void {
    if (this.#tab.get(this.#key) !== null) this.#note(this.#visits());
  }

  /** What was looked at up to this page, for entering; this one is the last. */
  listed(): NewPageView[] {
    const visits = this.#visits();
    if (visits.at(-1)?.url !== location.href) visits.push(here());
    return visits.slice(-KEPT).map((it) => ({ id: uuid7(Date.parse(it.at)), ...it }));
  }

  /** Tells each page from now on; `told` is one that the server has heard of already. */
  watch(tell: (view: NewPageView) => void, told = ''): void {
    this.unwatch();
    this.#tab.remove(this.#key);
    this.#last = told;
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    const changed = () => {
      const is = location.href !== this.#last;
      this.#last = location.href;
      return is;
    };
    const look = () => {
      if (!changed()) return;
      setTimeout(() => {
        if (!signal.aborted) tell({ id: uuid7(), ...here() });
      }, TITLE_SETTLES_MS);
    };
    const navigation = (window as { navigation?: NavigationApi }).navigation;
    if (navigation) {
      navigation.addEventListener('currententrychange', () => setTimeout(look), { signal });
    } else {
      const timer = setInterval(look, LOOK_MS);
      signal.addEventListener('abort', () => clearInterval(timer));
      addEventListener('popstate', look, { signal });
    }
    if (changed()) tell({ id: uuid7(), ...here() });
  }

  unwatch(): void {
    this.#watching?.abort();
  }

  #note(visits: Visit[]): void {
    if (visits.at(-1)?.url === location.href) return;
    this.#tab.set(this.#key, JSON.stringify([...visits, here()].slice(-KEPT)));
  }

  #visits(): Visit[] {
    try {
      const found: unknown = JSON.parse(this.#tab.get(this.#key) ?? '[]');
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  }
}

function here(): Visit {
  return { url: location.href, title: document.title, at: new Date().toISOString() };
}
