/** Finding a command by a few letters of it: whole words first, then beginnings, then letters in order. */
import { plain } from '@hovorna/shared/state';
import type { Command } from './registry.ts';

/** Commands that fit, best first. Without a query: all, as they are. */
export function findCommands(commands: readonly Command[], query: string): Command[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...commands];
  return commands
    .map((command) => ({ command, score: scoreOf(command, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command);
}

/** What is found by its other words comes after what is found by its name. */
const ALSO = 0.5;

function scoreOf({ name, about = '', also = '' }: Command, words: readonly string[]): number {
  let sum = 0;
  for (const word of words) {
    const score = Math.max(scoreIn(name, word), ALSO * scoreIn(`${about} ${also}`, word));
    if (score === 0) return 0;
    sum += score;
  }
  return sum / words.length;
}

/** From 0, not there, to 100, the whole text. */
export function scoreIn(text: string, word: string): number {
  const inside = plain(text);
  if (inside.trim() === word) return 100;
  const at = inside.indexOf(word);
  if (at === 0) return 90;
  if (at > 0) return isWordStart(inside, at) ? 75 : 40;
  return lettersInOrder(inside, word) ? 15 : 0;
}

/** Each letter follows the one before it, or begins a word: "acs" is "Accept client's", not any mixture. */
function lettersInOrder(text: string, word: string): boolean {
  const from = (letter: number, last: number): boolean => {
    if (letter === word.length) return true;
    for (let at = last + 1; at < text.length; at++) {
      if (text[at] !== word[letter]) continue;
      const follows = letter > 0 && at === last + 1;
      if ((follows || isWordStart(text, at)) && from(letter + 1, at)) return true;
    }
    return false;
  };
  return from(0, -1);
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!);
}
