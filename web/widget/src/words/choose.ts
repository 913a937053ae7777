/** Which of a word's languages is said. The build puts it where the compiled words choose each for itself. */
import { language } from '@hovorna/shared/words/language.svelte.ts';

type Say<In> = (inputs: In) => string;

export function choose<In>(en: Say<In>, cs: Say<In>): Say<In> {
  return (inputs) => (language() === 'cs' ? cs : en)(inputs);
}
