/** The name of a tag or a result. */
import type { FieldCode } from '../failure.ts';

export const NAME_MOST = 60;

export function nameWrong(name: string): FieldCode | null {
  if (name === '') return 'required';
  return name.length > NAME_MOST ? 'too-long' : null;
}
