/** A rating in words: "4 of 5, good". */
import { m } from '@hovorna/shared/words';

const WORDS = [
  m.console_rating_1,
  m.console_rating_2,
  m.console_rating_3,
  m.console_rating_4,
  m.console_rating_5,
] as const;

export const ratingWords = (stars: number): string =>
  m.console_rating_of({ stars, word: WORDS[stars - 1]?.() ?? '' });
