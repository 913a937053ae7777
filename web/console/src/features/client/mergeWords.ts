/** What two clients have in common, and how much comes along with one, in words. */
import type { Candidate, Likeness } from '@hovorna/shared/contract';
import { m } from '@hovorna/shared/words';

const ALIKE: Record<Likeness, () => string> = {
  name: m.console_merge_alike_name,
  phone: m.console_merge_alike_phone,
  email: m.console_merge_alike_email,
};

export interface Counts {
  conversations: number;
  files: number;
  notes: number;
}

export function alikeWords({ alike }: Pick<Candidate, 'alike'>): string {
  return alike.map((what) => ALIKE[what]()).join(', ');
}

/** Conversations always; files and notes where there are some. */
export function countWords({ conversations, files, notes }: Counts): string[] {
  return [
    m.console_merge_conversations({ count: conversations }),
    ...(files > 0 ? [m.console_merge_files({ count: files })] : []),
    ...(notes > 0 ? [m.console_merge_notes({ count: notes })] : []),
  ];
}
