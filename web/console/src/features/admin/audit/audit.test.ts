import { expect, test } from 'vitest';
import type { AuditEntry } from '../contract.ts';
import { csvOf } from './auditCsv.ts';
import { actWords, fieldName, valueWords } from './auditWords.ts';

const entry: AuditEntry = {
  ...{ id: '1', at: '2026-11-26T08:00:00Z', operator: { id: 'a', name: 'Ada' }, who: 'Ada B.' },
  ...{
    address: '192.0.2.1',
    area: 'users',
    act: 'user_changed',
    subject: { id: 'b', name: 'Bob "B", Jr' },
  },
  changes: [{ field: 'role', before: 'operator', after: 'supervisor' }],
};

test('a change is told in words, and what nobody has words for as it is called', () => {
  expect(actWords(entry)).toBe('User changed: Bob "B", Jr');
  expect(actWords({ ...entry, act: null })).toBe('Done by a newer version');
  expect(fieldName('role')).toBe('Role');
  expect(fieldName('brand_new.thing')).toBe('brand new.thing');
  expect(['operator', true, null, [], ['a', 'b'], { to: 'x', after: 3 }].map(valueWords)).toEqual([
    ...['Operator', 'yes', '–', '–', 'a, b', 'to: x, after: 3'],
  ]);
});

test('a file for spreadsheets has one line each and no formulas', () => {
  const lines = csvOf([
    entry,
    { ...entry, operator: null, who: '=HYPERLINK("x")', changes: [] },
  ]).split('\r\n');
  expect(lines[0]).toBe('\uFEFFWhen,Who,What,Changes,Address');
  expect(lines[1]).toBe(
    '2026-11-26T08:00:00Z,Ada,"User changed: Bob ""B"", Jr",Role: Operator → Supervisor,192.0.2.1',
  );
  expect(lines[2]).toContain(`"'=HYPERLINK(""x"")"`);
});
