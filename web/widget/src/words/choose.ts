/** Which of a word's languages is said. The build puts it where the compiled words choose each for itself. */
import { language } from '@hovorna/shared/words/language.svelte.ts';

type Say<In> = (inputs: In) => string;

/** A word that is always the same comes as it is. */
export function choose<In>(en: Say<In> | string, cs: Say<In> | string): Say<In> {
  return (inputs) => {
    const say = language() === 'cs' ? cs : en;
    return typeof say === 'string' ? say : say(inputs);
  };
}
