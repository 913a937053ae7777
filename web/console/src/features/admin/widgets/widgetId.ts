/** A widget's short name, as it stands in the snippet. */
import type { FieldCode } from '../failure.ts';

export const ID_MOST = 40;

export function idWrong(id: string): FieldCode | null {
  if (id === '') return 'required';
  if (id.length > ID_MOST) return 'too-long';
  return /^[a-z0-9-]+$/.test(id) ? null : 'malformed';
}

/** A proposal from the name: "Hlavní web" becomes `hlavni-web`. */
export function idFrom(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, ID_MOST)
    .replace(/^-+|-+$/g, '');
}
