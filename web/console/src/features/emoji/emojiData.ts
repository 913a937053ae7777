/** Where the emojis of a language are, on our own server. */
import type { Language } from '@hovorna/shared/words';
import cs from './data/cs.json?url';
import en from './data/en.json?url';

export const EMOJI_DATA: Record<Language, string> = { en, cs };
