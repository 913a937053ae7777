/** Which emoji is being picked while somebody types: the names come from our server when the first is asked for. */
import { language, type Language } from '@hovorna/shared/words';
import { SignPicking } from '../conversation/signPicking.svelte.ts';
import {
  emojiIndex,
  emojiOpeningAt,
  findEmoji,
  type Emoji,
  type EmojiEntry,
  type EmojiOpening,
  type OfferedEmoji,
} from './emojiSigns.ts';
import { recentEmoji } from './recentEmoji.ts';

const loaded = new Map<Language, Promise<Emoji[]>>();

/** Failed, it is tried again when the next one is asked for. */
function index(): Promise<Emoji[]> {
  const own = language();
  const known = loaded.get(own);
  if (known !== undefined) return known;
  const asked = load(own);
  loaded.set(own, asked);
  asked.catch(() => loaded.delete(own));
  return asked;
}

async function load(own: Language): Promise<Emoji[]> {
  const { EMOJI_DATA } = await import('./emojiData.ts');
  const others = (Object.keys(EMOJI_DATA) as Language[]).filter((it) => it !== own);
  return emojiIndex(
    await Promise.all(
      [own, ...others].map(async (it): Promise<EmojiEntry[]> => {
        const answer = await fetch(EMOJI_DATA[it]);
        if (!answer.ok) throw new Error(`emoji: ${answer.status}`);
        return (await answer.json()) as EmojiEntry[];
      }),
    ),
  );
}

export class EmojiPicking extends SignPicking<EmojiOpening, OfferedEmoji> {
  #all: readonly Emoji[] = $state.raw([]);
  #recent: readonly string[] = $state.raw([]);
  #found: readonly OfferedEmoji[] = $derived(
    this.opening === null ? [] : findEmoji(this.#all, this.opening.query, this.#recent),
  );

  override get found(): readonly OfferedEmoji[] {
    return this.#found;
  }

  protected override openingAt(text: string, caret: number): EmojiOpening | null {
    return emojiOpeningAt(text, caret);
  }

  protected override opened(): void {
    this.#recent = recentEmoji();
    // Without the names there is no list, and the colon is a colon.
    index().then(
      (all) => (this.#all = all),
      (error: unknown) => console.error(error),
    );
  }
}
