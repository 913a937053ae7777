/** What the palette finds of what was said: the newest of each kind, and the way to all of it. */
import FileText from '@lucide/svelte/icons/file-text';
import MessageSquare from '@lucide/svelte/icons/message-square';
import Search from '@lucide/svelte/icons/search';
import UserRound from '@lucide/svelte/icons/user-round';
import { desk as api } from '@hovorna/shared/api';
import type { SearchFound } from '@hovorna/shared/contract';
import { m } from '@hovorna/shared/words';
import { nameOf } from '../client/name.ts';
import type { Command } from '../palette/registry.ts';
import { placeOf } from './found.ts';

/** So many of each kind. */
const MOST = 4;

export async function paletteFinds(words: string, go: (address: string) => void) {
  const everywhere: Command = {
    ...{ id: 'search everything', group: 'found', icon: Search },
    name: m.console_search_everywhere({ words }),
    run: () => go(`/conversations?${new URLSearchParams({ q: words.trim() }).toString()}`),
  };
  try {
    const found = commandsOf(await api.search(words), go);
    return found.length === 0 ? [] : [...found, everywhere];
  } catch {
    // The page says what is wrong, and tries again.
    return [everywhere];
  }
}

function commandsOf(found: SearchFound, go: (address: string) => void): Command[] {
  const clients = found.clients.items.slice(0, MOST).map((it): Command => ({
    ...{ id: `client ${it.client.id}`, group: 'found', name: nameOf(it), icon: UserRound },
    snippet: it.snippet,
    run: () => go(placeOf({ id: it.conversation, state: 'ended' }, null)),
  }));
  const conversations = found.conversations.items.slice(0, MOST).map((it): Command => ({
    ...{ id: `found ${it.conversation.id}`, group: 'found', name: nameOf(it.conversation) },
    ...{ icon: MessageSquare, snippet: it.snippet },
    run: () => go(placeOf(it.conversation, it.seq)),
  }));
  const files = found.files.items.slice(0, MOST).map((it): Command => ({
    ...{ id: `file ${it.sent.file.id}`, group: 'found', name: it.sent.file.name, icon: FileText },
    about: nameOf(it),
    run: () => go(placeOf({ id: it.sent.conversation, state: 'ended' }, it.seq)),
  }));
  return [...clients, ...conversations, ...files];
}
