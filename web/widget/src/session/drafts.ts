/** What is written but not sent survives a reload of this tab; it is nobody else's business. */
import { tab } from './store.ts';

const key = (conversation: string) => `hovorna:draft:${conversation}`;

export const drafts = {
  read: (conversation: string): string => tab.get(key(conversation)) ?? '',
  write(conversation: string, text: string): void {
    if (text === '') tab.remove(key(conversation));
    else tab.set(key(conversation), text);
  },
};
