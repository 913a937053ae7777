/** Which details of two clients are kept, to begin with: this client's own, and what only the other has. */
import type { ClientName, Whose } from '@hovorna/shared/contract';

export const FIELDS = ['name', 'phone', 'email'] as const;
export type Field = (typeof FIELDS)[number];
export type Kept = Record<Field, Whose>;

export function keptFirst(own: ClientName, other: ClientName | null): Kept {
  const whose = (field: Field): Whose =>
    own[field] === null && other !== null && other[field] !== null ? 'other' : 'this';
  return { name: whose('name'), phone: whose('phone'), email: whose('email') };
}
