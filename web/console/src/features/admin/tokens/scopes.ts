/** What an API token can let do, in the words people know it by. */
import { m } from '@hovorna/shared/words';
import type { Scope } from '../contract.ts';

const NAMES: Record<Scope, () => string> = {
  'read:conversations': m.admin_scope_read_conversations,
  'write:conversations': m.admin_scope_write_conversations,
  'read:clients': m.admin_scope_read_clients,
  'write:clients': m.admin_scope_write_clients,
  'admin:users': m.admin_scope_users,
  'admin:audit': m.admin_scope_audit,
};

/** In the order in which they are offered. */
export const SCOPES = Object.keys(NAMES) as Scope[];

export const scopeName = (scope: Scope) => NAMES[scope]();
