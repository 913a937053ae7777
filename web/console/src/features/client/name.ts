/** What to call a client: the name, else the number or address, else a placeholder that stays the same. */
import type { ClientName } from '@hovorna/shared/contract';
import { m } from '@hovorna/shared/words';

export function nameOf({ client }: { client: ClientName }): string {
  return client.name ?? client.phone ?? client.email ?? placeholder(client.id);
}

/** The last digits of the id tell two nameless clients apart, on every screen alike. */
function placeholder(id: string): string {
  return m.console_nameless({ code: id.slice(-4).toUpperCase() });
}
