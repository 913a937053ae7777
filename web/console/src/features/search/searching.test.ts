import { describe, expect, it } from 'vitest';
import { Unreachable } from '@hovorna/shared/api';
import type { SearchFound } from '@hovorna/shared/contract';
import { isLongEnough, Searching } from './searching.svelte.ts';

const none = { items: [], next: null };
function found(names: string[], next: string | null = null): SearchFound {
  const items = names.map((name) => ({ client: { name } })) as never;
  return { conversations: none, clients: none, files: { items, next } };
}
const names = (it: SearchFound) => it.files.items.map(({ client }) => client.name);

describe('what is searched', () => {
  it('needs a word of two letters', () => {
    expect(['a', ' a b ', '"', '…'].filter(isLongEnough)).toEqual([]);
    expect(['ab', 'a bc', '42', '你'].every(isLongEnough)).toBe(true);
  });

  it('is answered by the last question only', async () => {
    const answers = new Map<string, (found: SearchFound) => void>();
    const searching = new Searching((words) => new Promise((done) => answers.set(words, done)));
    const first = searching.search('first');
    const second = searching.search('second');
    answers.get('second')!(found(['new']));
    answers.get('first')!(found(['old']));
    await Promise.all([first, second]);
    expect(searching.state).toMatchObject({ status: 'ready', words: 'second' });
  });

  it('says what is too short and what failed', async () => {
    const searching = new Searching(() => Promise.reject(new Unreachable('no')));
    await searching.search('x');
    expect(searching.state.status).toBe('short');
    await searching.search('');
    expect(searching.state.status).toBe('idle');
  });
});

describe('a further page', () => {
  it('comes below the first one', async () => {
    const asked: (string | undefined)[] = [];
    const searching = new Searching((_, page) => {
      asked.push(page?.after);
      return Promise.resolve(page === undefined ? found(['a'], '7') : found(['b']));
    });
    await searching.search('word');
    await searching.loadMore('files');
    await searching.loadMore('files');
    expect(asked).toEqual([undefined, '7']);
    expect(searching.state.status === 'ready' && names(searching.state.found)).toEqual(['a', 'b']);
  });
});
