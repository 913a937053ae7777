/**
 * Who this browser is to the server: a random token, made at the first press and kept in the page's own
 * storage, and the conversation that runs. No cookie, so it works on any site and across origins.
 */
import type { Store } from './store.ts';

export interface Identity {
  token: string;
  /** Present while a conversation runs; the launcher looks for it to reconnect by itself. */
  conversation?: string;
  /** Present while a request to come in has no answer yet: a reload then asks whether it came to be. */
  entering?: string;
  /** Present when it belongs to somebody who was signed in on the page. */
  signed?: true;
}

export const identityKey = (widget: string): string => `hovorna:${widget}`;

export function readIdentity(store: Store, widget: string): Identity | null {
  try {
    const found = JSON.parse(store.get(identityKey(widget)) ?? 'null');
    return typeof found?.token === 'string' ? found : null;
  } catch {
    return null;
  }
}

/** The identity, made now if there is none. */
export function ownIdentity(store: Store, widget: string): Identity {
  return readIdentity(store, widget) ?? writeIdentity(store, widget, { token: newToken() });
}

/** Remembers what runs or is being started; whatever was remembered before is over. */
export function remember(store: Store, widget: string, what: Omit<Identity, 'token'>): Identity {
  const { token, signed } = ownIdentity(store, widget);
  return writeIdentity(store, widget, { token, signed, ...what });
}

/** The conversation that runs, as far as this browser knows, or that is being started. */
export function remembered(store: Store, widget: string): string | undefined {
  const { conversation, entering } = readIdentity(store, widget) ?? {};
  return conversation ?? entering;
}

export function writeIdentity(store: Store, widget: string, identity: Identity): Identity {
  store.set(identityKey(widget), JSON.stringify(identity));
  return identity;
}

/** 32 random bytes as base64url. */
function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
