/**
 * The page's side of the widget, `window.hovorna` (docs/widget.md): what it may ask for, and what it is told.
 * Calls are kept in the list, so that a widget that takes over after an upgrade knows them too.
 */
import type { Call, Host } from '../host.ts';
import type { Entry } from './contract.ts';

type Told = 'open' | 'close' | 'unread' | 'started' | 'ended' | 'identified' | 'not-identified';

/** What the server takes along with a conversation. */
const MOST_PARAMETERS = 20;
const LONGEST_KEY = 40;
const LONGEST_VALUE = 500;

export class PageApi {
  /** Attached to the next conversation. */
  readonly parameters = new Map<string, string>();
  /** The panel: goes to the way in that the page asked for. */
  enter: ((entry: Entry) => void) | undefined;
  /** Who is signed in, as the company's server signed it; null: nobody, by the page's word. */
  identity: string | null | undefined;
  /** The session: hears that this is another one. */
  onidentity: (() => void) | undefined;
  #wanted: Entry | undefined;
  #listeners: [Told, (detail: unknown) => void][] = [];
  #open = false;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    const calls = (window.hovorna ??= [] as never);
    calls.push = (...added: Call[]) => {
      for (const call of added) {
        if (lasts(call)) calls[calls.length] = call;
        this.#do(call, true);
      }
      return calls.length;
    };
    // Those from before: the launcher has opened the panel already, if that was asked.
    calls.forEach((call) => this.#do(call, false));
    calls.splice(0, calls.length, ...calls.filter(lasts));
  }

  tell(what: Told, detail?: unknown): void {
    // A listener that fails is the page's matter, and must not stop what is done here.
    for (const [name, listener] of this.#listeners)
      if (name === what) queueMicrotask(() => listener(detail));
  }

  shown(open: boolean): void {
    if (open === this.#open) return;
    this.#open = open;
    this.tell(open ? 'open' : 'close');
    this.#enterWanted();
  }

  #enterWanted(): void {
    if (!this.#open || !this.#wanted) return;
    this.enter?.(this.#wanted);
    this.#wanted = undefined;
  }

  #do([name, first, second]: Call, live: boolean): void {
    switch (name) {
      case 'open':
        this.#wanted = first as Entry | undefined;
        if (live && !this.#open) this.#host.press();
        this.#enterWanted();
        break;
      case 'close':
        if (live && this.#open) this.#host.press();
        break;
      case 'set':
        this.#set(Object.entries(first ?? {}));
        break;
      case 'identify':
        this.identity = first ? `${first}` : null;
        this.onidentity?.();
        break;
      case 'on':
        this.#listeners.push([first as Told, second as () => void]);
    }
  }

  #set(given: [string, unknown][]): void {
    for (const [key, value] of given) {
      const name = key.slice(0, LONGEST_KEY);
      this.parameters.delete(name);
      if (value != null && this.parameters.size < MOST_PARAMETERS)
        this.parameters.set(name, `${value}`.slice(0, LONGEST_VALUE));
    }
  }
}

/** What a widget that comes later has to know as well. */
function lasts([name]: Call): boolean {
  return name === 'set' || name === 'on' || name === 'identify';
}
