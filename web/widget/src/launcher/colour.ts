/** Dark or white, whichever reads better on a colour of the company: WCAG's luminance, a little simplified. */
export function readableOn(hex: string): string {
  const part = (at: number) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2;
  return 0.21 * part(1) + 0.72 * part(3) + 0.07 * part(5) > 0.18 ? '#000000' : '#ffffff';
}
