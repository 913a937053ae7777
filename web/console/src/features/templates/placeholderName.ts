/** What a placeholder stands for, in words; a company's own parameter is called by its name. */
import { m } from '@hovorna/shared/words';

export function placeholderName(name: string): string {
  switch (name) {
    case 'client.name':
      return m.console_hole_name();
    case 'client.phone':
      return m.console_hole_phone();
    case 'client.email':
      return m.console_hole_email();
    case 'operator.name':
      return m.console_hole_operator();
    case 'company':
      return m.console_hole_company();
    default:
      return name.replace(/^parameter\./, '');
  }
}
