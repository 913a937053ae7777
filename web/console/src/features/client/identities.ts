/** How a client is known beside the number and the address that stand above: what came in, then where else to reach. */
import type { ConversationView, KnownBy } from '@hovorna/shared/contract';

export type Identity = KnownBy;

const ORDER = ['site', 'messenger', 'whatsapp', 'browser', 'email', 'phone'] as const;

export function identitiesOf({
  client,
  conversation,
}: Pick<ConversationView, 'client' | 'conversation'>): Identity[] {
  const { email, phone } = conversation.client;
  const own = [told('email', email), told('phone', phone)].filter((it) => it !== null);
  const also = client.known_by.filter((it) => !own.some((mine) => isSame(mine, it)));
  return also.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

function told(kind: 'email' | 'phone', value: string | null): Identity | null {
  if (value === null) return null;
  return { kind, value, widget: null, first_seen_at: null, last_seen_at: null };
}

function isSame(a: Identity, b: Identity): boolean {
  return a.kind === b.kind && plain(a) === plain(b);
}

/** An address in small letters; of a number what is dialled. */
function plain({ kind, value }: Identity): string {
  return kind === 'phone'
    ? (value ?? '').replace(/[^\d+]/g, '').replace(/^00/, '+')
    : (value ?? '').toLowerCase();
}
