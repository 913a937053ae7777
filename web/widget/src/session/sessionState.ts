/** What the panel draws. */
import type { KnownClient, WidgetState } from './contract.ts';
import type { Letter } from './outbox.ts';
import type { Talk } from './state.ts';
import type { Upload } from './uploads.ts';

export type Link =
  | { kind: 'off' }
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** Down; the next try comes at `retryAt` (milliseconds). */
  | { kind: 'waiting'; retryAt: number };

export interface SessionState {
  availability: WidgetState;
  /** A conversation is known to run, but not read yet. */
  restoring: boolean;
  /** Who is signed in on the page: the form does not ask for what is known. */
  known: KnownClient | null;
  talk: Talk | null;
  letters: Letter[];
  uploads: Upload[];
  link: Link;
}
