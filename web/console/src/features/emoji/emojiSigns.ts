/** Emoji by their names: where a colon asks for one, and which ones fit what stands behind it. */
import { plain } from '@hovorna/shared/state';

export interface Emoji {
  /** As it is drawn without a tone of skin. */
  sign: string;
  /** What it is called in the console's language. */
  name: string;
  /** The same sign with tones of skin. */
  tones: readonly string[];
  /** Its short names, as in `:thumbsup:`, without case and accents. */
  shortcodes: readonly string[];
  /** Its names and what else it is found by, in every language of the console. */
  names: readonly string[];
  tags: readonly string[];
}

/** One emoji of the data the picker is made of as well. */
export interface EmojiEntry {
  emoji: string;
  annotation: string;
  shortcodes?: string[];
  tags?: string[];
  skins?: { unicode: string }[];
}

export interface EmojiOpening {
  from: number;
  query: string;
}

/** How many are offered; more are better looked for by one more letter. */
const OFFERED = 8;

/**
 * A colon at the beginning of a word with at least two letters behind it: not `10:30`, not `http://`, not `:D`.
 * A thumb may be asked for by `:+1`.
 */
export function emojiOpeningAt(text: string, caret: number): EmojiOpening | null {
  const found = /(?:^|[\s(]|\p{Extended_Pictographic}\uFE0F?)(:(\p{L}[\p{L}\p{N}_]+|[+-]1))$/u.exec(
    text.slice(0, caret),
  );
  return found === null ? null : { from: caret - found[1]!.length, query: found[2]! };
}

/** Of the same emoji in several languages the first gives the name; all of them give words to find it by. */
export function emojiIndex([own, ...others]: readonly (readonly EmojiEntry[])[]): Emoji[] {
  const elsewhere = new Map<string, EmojiEntry[]>();
  for (const entry of others.flat())
    elsewhere.set(entry.emoji, [...(elsewhere.get(entry.emoji) ?? []), entry]);
  return (own ?? []).map((entry) => {
    const all = [entry, ...(elsewhere.get(entry.emoji) ?? [])];
    return {
      sign: entry.emoji,
      name: entry.annotation,
      tones: entry.skins?.map((it) => it.unicode) ?? [],
      shortcodes: unique(all.flatMap((it) => it.shortcodes ?? [])),
      names: unique(all.map((it) => it.annotation)),
      tags: unique(all.flatMap((it) => it.tags ?? [])),
    };
  });
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words.map(plain))];
}

/** What is offered: an emoji, with the tone it was last used in. */
export interface OfferedEmoji {
  sign: string;
  name: string;
}

/** What fits, best first; of what fits, the ones used last come before all others. */
export function findEmoji(
  all: readonly Emoji[],
  query: string,
  recent: readonly string[],
): OfferedEmoji[] {
  const word = plain(query);
  return all
    .map((emoji, order) => {
      const used = recent.findIndex((sign) => sign === emoji.sign || emoji.tones.includes(sign));
      return { emoji, order, used: used === -1 ? recent.length : used, rank: rankOf(emoji, word) };
    })
    .filter((it) => it.rank !== null)
    .sort((a, b) => a.used - b.used || a.rank! - b.rank! || a.order - b.order)
    .slice(0, OFFERED)
    .map(({ emoji, used }) => ({ sign: recent[used] ?? emoji.sign, name: emoji.name }));
}

function rankOf({ shortcodes, names, tags }: Emoji, word: string): number | null {
  if (shortcodes.includes(word) || names.includes(word)) return 0;
  if (names.some((it) => it.startsWith(word))) return 1;
  if (shortcodes.some((it) => it.startsWith(word))) return 2;
  if (tags.some((it) => it.startsWith(word))) return 3;
  if (names.some((it) => it.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word))))
    return 4;
  return shortcodes.some((it) => it.split('_').some((part) => part.startsWith(word))) ? 5 : null;
}
