/** The roles, in words. */
import { m } from '@hovorna/shared/words';
import type { Role } from '../contract.ts';

export const ROLES: readonly Role[] = ['operator', 'supervisor', 'administrator'];

export function roleName(role: Role): string {
  switch (role) {
    case 'operator':
      return m.admin_role_operator();
    case 'supervisor':
      return m.admin_role_supervisor();
    case 'administrator':
      return m.admin_role_administrator();
  }
}

export function roleHint(role: Role): string {
  switch (role) {
    case 'operator':
      return m.admin_role_operator_hint();
    case 'supervisor':
      return m.admin_role_supervisor_hint();
    case 'administrator':
      return m.admin_role_administrator_hint();
  }
}
