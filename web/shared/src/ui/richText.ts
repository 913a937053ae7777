/** A message's text cut into plain runs and safe links; drawn as text nodes, never as markup. */
export type Run = { text: string } | { text: string; href: string };

const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'`]+/gi;
/** Punctuation that ends a sentence rather than an address. */
const TRAILING = /[.,;:!?…'"»“”]+$/;

export function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(found[0]);
    const href = safeAddress(address);
    if (href === null) continue;
    if (found.index > from) runs.push({ text: text.slice(from, found.index) });
    runs.push({ text: address, href });
    from = found.index + address.length;
  }
  if (from < text.length) runs.push({ text: text.slice(from) });
  return runs;
}

function withoutTrailing(address: string): string {
  const trimmed = address.replace(TRAILING, '');
  // "(see https://example.com)": the bracket belongs to the sentence unless it was opened inside.
  const opened = trimmed.split('(').length;
  const closed = trimmed.split(')').length;
  return trimmed.endsWith(')') && closed > opened ? withoutTrailing(trimmed.slice(0, -1)) : trimmed;
}

function safeAddress(address: string): string | null {
  try {
    const url = new URL(address.toLowerCase().startsWith('www.') ? `https://${address}` : address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}
