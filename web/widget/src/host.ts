/** The seam between the three parts of the widget: what the launcher hands to session and panel. */
import type { WidgetState } from './session/contract.ts';

declare global {
  /** The name of the file with the form for messages, set by the build. */
  const __LEAVE__: string;
  /** The same of what can be done after a talk. */
  const __AFTER__: string;
  const __ENLARGE__: string;
  interface Window {
    /** The page's side of the widget (docs/widget.md). The page may have made it a plain list before we came. */
    hovorna?: Hovorna;
  }
}

/** What the page asks for: a name and what belongs to it. */
export type Call = [name: string, ...given: unknown[]];

/** The calls in the order they came. Once the launcher is there, `push` also does what it can; later the session. */
export type Hovorna = Call[] &
  Record<'open' | 'close' | 'set' | 'on' | 'identify', (...given: unknown[]) => void>;

export interface Host {
  /** Origin of our server, taken from the script's own address; everything is asked of it. */
  readonly base: string;
  readonly widget: string;
  readonly config: WidgetState;
  readonly language: 'en' | 'cs';
  readonly root: ShadowRoot;
  readonly launcher: HTMLButtonElement;
  /** Shows on the launcher how many messages were not seen yet. */
  unread(count: number): void;
  /** Turns the launcher into the button that closes the panel, and back. */
  shown(open: boolean): void;
  /** Opens the panel, loading it first if need be, and only once however often it is asked; an open one is closed. */
  press(): void;
  /**
   * Takes this widget off the page and loads the server's present one in its place: after an upgrade the
   * old chunks are gone, and an old panel should not start a new conversation.
   */
  replace(open: boolean): void;
}

/** What the launcher needs of a mounted panel. */
export interface Panel {
  toggle(): void;
}
