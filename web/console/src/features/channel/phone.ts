/** A number as people type it, in international form with its plus; null: it is none. */
export function phoneOf(typed: string): string | null {
  const number = typed.replace(/[\s()./-]/g, '').replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : null;
}
