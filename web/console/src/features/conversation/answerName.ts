/** What a field of the entry form is called; a field of the company's own is shown by its key. */
import { m } from '@hovorna/shared/words';

export function answerName(field: string): string {
  switch (field) {
    case 'name':
      return m.console_name();
    case 'phone':
      return m.console_phone();
    case 'email':
      return m.console_email();
    case 'topic':
      return m.console_topic();
    case 'consent':
      return m.console_consent();
    default:
      return field;
  }
}

/** A consent is kept as the number of its version; before there were versions, only that it was given. */
export function answerValue({ field, value }: { field: string; value: string }): string {
  if (field !== 'consent') return value;
  return /^\d+$/.test(value)
    ? m.console_consent_agreed_only({ version: value })
    : m.console_consent_yes();
}
