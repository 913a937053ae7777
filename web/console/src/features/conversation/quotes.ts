/** What a reply quotes, made of the message it answers. */
import type { Author, Quote } from '@hovorna/shared/contract';
import { wordsOf, type MessageEvent } from '@hovorna/shared/state';
import { m } from '@hovorna/shared/words';

export function quoteOf(event: MessageEvent): Quote {
  return { seq: event.seq, author: event.author, words: wordsOf(event) };
}

export function authorName(author: Author, clientName: string): string {
  if (author.kind === 'elsewhere') return m.console_elsewhere();
  return 'name' in author ? author.name : clientName;
}
