/** What single people may do, as the desk's rules weigh it: the role says, unless it was said otherwise. */
import { m } from '@hovorna/shared/words';
import type { Me, Permission, PermissionDefault, Role, User } from '../contract.ts';
import { ROLES } from './roles.ts';

/** What was said otherwise than the role says: true allows, false does not. */
export type Overrides = Partial<Record<Permission, boolean>>;

const NAMES: Record<Permission, () => string> = {
  preview: m.admin_permission_preview,
  redirect: m.admin_permission_redirect,
  ban: m.admin_permission_ban,
  see_all: m.admin_permission_see_all,
  export: m.admin_permission_export,
  templates: m.admin_permission_templates,
  texts: m.admin_permission_texts,
  users: m.admin_permission_users,
  groups: m.admin_permission_groups,
  widgets: m.admin_permission_widgets,
  settings: m.admin_permission_settings,
  audit: m.admin_permission_audit,
};

export const permissionName = (permission: Permission) => NAMES[permission]();

/** The name of what the audit log calls "permissions.export"; undefined for anything else. */
export function permissionField(field: string): string | undefined {
  const word = /^permissions\.(.+)$/.exec(field)?.[1];
  return word !== undefined && word in NAMES ? NAMES[word as Permission]() : undefined;
}

export function roleAllows(role: Role, { from_role }: PermissionDefault): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(from_role);
}

/** All that somebody of this role may do. */
export function allowedTo(
  role: Role,
  overrides: Overrides,
  defaults: readonly PermissionDefault[],
): Permission[] {
  return defaults
    .filter((it) => overrides[it.permission] ?? roleAllows(role, it))
    .map((it) => it.permission);
}

/** Can give every permission to everybody. */
export function givesEverything({ role, permissions }: Pick<Me, 'role' | 'permissions'>): boolean {
  return role === 'administrator' && permissions.includes('users');
}

/** Whether I may change this user: not who may do more than I. */
export function mayChange(me: Me, user: User, defaults: readonly PermissionDefault[]): boolean {
  if (givesEverything(me)) return true;
  const permissions = allowedTo(user.role, user.permissions, defaults);
  return (
    me.permissions.includes('users') &&
    !givesEverything({ role: user.role, permissions }) &&
    permissions.every((it) => me.permissions.includes(it))
  );
}

/** Which roles I may give: whose defaults I have, too. */
export function rolesToGive(me: Me, defaults: readonly PermissionDefault[]): Role[] {
  if (givesEverything(me)) return [...ROLES];
  return ROLES.filter(
    (role) =>
      role !== 'administrator' &&
      allowedTo(role, {}, defaults).every((it) => me.permissions.includes(it)),
  );
}
