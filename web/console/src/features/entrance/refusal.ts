/** Why signing in through the provider came to nothing: the server says it behind the # of the address. */
import type { OpenIdRefusal } from '@hovorna/shared/generated/OpenIdRefusal';
import { m } from '@hovorna/shared/words';

export interface Turned {
  why: OpenIdRefusal;
  /** The e-mail address it is about; empty: none. */
  address: string;
}

/** Longer is no e-mail address (RFC 5321). */
const ADDRESS_MOST = 254;

const WORDS: Record<OpenIdRefusal, (name: string, address: string) => string> = {
  off: () => m.console_openid_off(),
  provider: (name) => m.console_openid_failed({ name }),
  denied: (name) => m.console_openid_denied({ name }),
  expired: () => m.console_openid_expired(),
  'no-address': (name) => m.console_openid_no_address({ name }),
  unverified: (name, address) => m.console_openid_unverified({ name, address }),
  unknown: (_, address) => m.console_openid_unknown({ address }),
  deactivated: () => m.console_openid_deactivated(),
  'linked-otherwise': (_, address) => m.console_openid_linked({ address }),
  'too-many': () => m.console_sign_in_locked({ seconds: 60 }),
  unavailable: () => m.console_openid_unavailable(),
};

/** Of what stands behind the #; anybody can have written that, so only what the server says is taken from it. */
export function turnedIn(hash: string): Turned | null {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const why = said.get('refused');
  if (why === null || !Object.hasOwn(WORDS, why)) return null;
  const address = said.get('address') ?? '';
  const isAddress = address.length <= ADDRESS_MOST && /^[^\s@]+@[^\s@]+$/.test(address);
  return { why: why as OpenIdRefusal, address: isAddress ? address : '' };
}

/** `name`: what people call the provider; null: not known. */
export function turnedWords({ why, address }: Turned, name: string | null): string {
  const said = WORDS[why](name ?? m.console_openid_provider(), address || '?');
  return said.charAt(0).toLocaleUpperCase() + said.slice(1);
}
