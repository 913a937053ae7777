import { expect, test } from 'vitest';
import type { Me, PermissionDefault, User } from '../contract.ts';
import { allowedTo, mayChange, rolesToGive } from './permissions.ts';

const defaults: PermissionDefault[] = [
  { permission: 'preview', from_role: 'operator' },
  { permission: 'see_all', from_role: 'supervisor' },
  { permission: 'users', from_role: 'administrator' },
  { permission: 'audit', from_role: 'administrator' },
];
const me = (facts: Partial<Me>): Me => ({
  ...{ id: 'me', name: 'Ada', email: 'ada@lumen.cz', role: 'administrator' },
  ...{ public_name: null, photo_url: null },
  permissions: ['preview', 'see_all', 'users', 'audit'],
  ...facts,
});
const user = (facts: Partial<User>): User => ({
  ...{ id: 'u', name: 'Bob', email: 'bob@lumen.cz', role: 'operator', chat_limit: null },
  ...{ permissions: {}, groups: [], shown: 'offline', seen_at: null, deactivated_at: null },
  ...{ public_name: null, photo_url: null, entries_barred: [] },
  ...{ second_factor: false, invited: false, invitation_until: null, openid: false },
  ...facts,
});
const helper = me({ role: 'supervisor', permissions: ['preview', 'see_all', 'users'] });

test('the role says, unless it was said otherwise', () => {
  expect(allowedTo('supervisor', {}, defaults)).toEqual(['preview', 'see_all']);
  const said = { preview: false, audit: true };
  expect(allowedTo('supervisor', said, defaults)).toEqual(['see_all', 'audit']);
});

test('an administrator who may change users changes everybody, others nobody above them', () => {
  expect(mayChange(me({}), user({ role: 'administrator' }), defaults)).toBe(true);
  expect(mayChange(helper, user({ role: 'supervisor' }), defaults)).toBe(true);
  expect(mayChange(helper, user({ permissions: { audit: true } }), defaults)).toBe(false);
  expect(mayChange(helper, user({ role: 'administrator' }), defaults)).toBe(false);
  expect(mayChange(me({ permissions: ['audit'] }), user({}), defaults)).toBe(false);
});

test('only a role whose permissions one has can be given', () => {
  expect(rolesToGive(helper, defaults)).toEqual(['operator', 'supervisor']);
  expect(rolesToGive(me({}), defaults)).toEqual(['operator', 'supervisor', 'administrator']);
});
