/**
 * Who is signed in on the page: told to the server, and taken back where it does not agree. What this browser remembers
 * comes into view after that, because it may be somebody else's.
 */
import { Problem } from '@hovorna/shared/api/problem.ts';
import type { Api } from './api.ts';
import type { KnownClient } from './contract.ts';
import {
  identityKey,
  ownIdentity,
  readIdentity,
  remember,
  remembered,
  writeIdentity,
} from './identity.ts';
import type { PageApi } from './pageApi.ts';
import type { SessionState } from './sessionState.ts';
import { local } from './store.ts';

/** The session around it. */
interface Around {
  changed: (change: Partial<SessionState>) => void;
  /** The talk that is in view is not this client's. */
  lose: () => void;
  resume: () => Promise<void>;
  hasTalk: () => boolean;
}

export class SignedIn {
  /** Done when the server has been told, or is out of reach. */
  told: Promise<void> | undefined;
  readonly #widget: string;
  readonly #api: Api;
  readonly #page: PageApi;
  readonly #around: Around;

  constructor(widget: string, api: Api, page: PageApi, around: Around) {
    this.#widget = widget;
    this.#api = api;
    this.#page = page;
    this.#around = around;
    page.onidentity = () => (this.told = this.tell());
    if (page.identity !== undefined) page.onidentity();
  }

  /** The page has said who is signed in, or that nobody is any more. */
  async tell(): Promise<void> {
    const widget = this.#widget;
    const { identity } = this.#page;
    const around = this.#around;
    if (identity) {
      around.changed({ restoring: !around.hasTalk() && !!remembered(local, widget) });
      ownIdentity(local, widget);
      try {
        const known = await this.#api.post<KnownClient>('/identity', { widget, identity });
        // The page has changed its mind meanwhile.
        if (this.#page.identity !== identity) return;
        writeIdentity(local, widget, { ...ownIdentity(local, widget), signed: true });
        around.changed({ known });
        this.#page.tell('identified');
        if (known.conversation && !around.hasTalk())
          remember(local, widget, { conversation: known.conversation });
      } catch (error) {
        if (this.#page.identity !== identity) return;
        if (this.takesBack(error)) return this.tell();
        // Out of reach: coming in takes it along.
      }
    } else {
      around.changed({ known: null });
      // Who comes next must not find the talk of who was signed in.
      if (identity === null && readIdentity(local, widget)?.signed) this.#becomeNew();
    }
    await around.resume();
  }

  /** Whether it can be tried again: with another token if this browser is somebody else's, or without an identity. */
  takesBack(error: unknown): boolean {
    if (!(error instanceof Problem)) return false;
    const why = (error.body.fields as Record<string, string> | undefined)?.identity;
    if (error.code === 'somebody-else') this.#becomeNew();
    else if (why) {
      this.#page.identity = undefined;
      this.#around.changed({ known: null });
      this.#page.tell('not-identified', why);
    } else return false;
    return true;
  }

  /** Another client from here on. */
  #becomeNew(): void {
    this.#around.lose();
    local.remove(identityKey(this.#widget));
    ownIdentity(local, this.#widget);
  }
}
