/** The seam between the three parts of the widget: what the launcher hands to session and panel. */
import type { WidgetState } from './session/contract.ts';

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
  /** Opens the panel, loading it first if need be. */
  open(): void;
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
