/** Where the operator is in the workspace: the address says it, so a reload or Back keeps the place. */
import { goto } from '$app/navigation';

/** The page's address, to read. */
type Address = Readonly<Pick<URL, 'href'> & { searchParams: Pick<URLSearchParams, 'get'> }>;

/** The conversation on the stage. */
export function selectedId(url: Address): string | null {
  return url.searchParams.get('conversation');
}

/** The event in it that was looked for. */
export function pointedAt(url: Address): number | null {
  const at = Number(url.searchParams.get('at'));
  return Number.isSafeInteger(at) && at > 0 ? at : null;
}

/** The conversation in the preview over the stage. */
export function previewedId(url: Address): string | null {
  return url.searchParams.get('preview');
}

export function addressOf(conversation: string): string {
  return `/?conversation=${conversation}`;
}

export function openConversation(id: string): Promise<void> {
  return goto(addressOf(id), { reset: false });
}

export function closeConversation(): Promise<void> {
  return goto('/', { reset: false });
}

/** Moving from one preview to the next is one place in the history. */
export function openPreview(url: Address, id: string): Promise<void> {
  const next = new URL(url.href);
  next.pathname = '/';
  const replace = next.searchParams.has('preview');
  next.searchParams.set('preview', id);
  return goto(next, { reset: false, replace });
}

export function closePreview(url: Address): Promise<void> {
  const next = new URL(url.href);
  next.searchParams.delete('preview');
  return goto(next, { reset: false });
}
