/** The log as a file for spreadsheets, in the words of the one who asks for it. */
import { m } from '@hovorna/shared/words';
import type { AuditEntry } from '../contract.ts';
import { actWords, fieldName, valueWords, whoOf } from './auditWords.ts';

export function csvOf(entries: readonly AuditEntry[]): string {
  const heading = [
    m.admin_audit_when(),
    m.admin_audit_who(),
    m.admin_audit_what(),
    m.admin_audit_changes(),
    m.admin_audit_address(),
  ];
  const lines = entries.map((entry) => [
    entry.at,
    whoOf(entry),
    actWords(entry),
    entry.changes.map(changeWords).join('; '),
    entry.address ?? '',
  ]);
  // The mark before it tells spreadsheets that this is UTF-8.
  return (
    '\uFEFF' + [heading, ...lines].map((line) => line.map(cell).join(',')).join('\r\n') + '\r\n'
  );
}

const changeWords = ({ field, before, after }: AuditEntry['changes'][number]) =>
  `${fieldName(field)}: ${valueWords(before)} → ${valueWords(after)}`;

/** What a stranger typed must not become a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
