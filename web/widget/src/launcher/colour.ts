/** Black or white, whichever reads better on a colour of the company (WCAG relative luminance). */
export function readableOn(hex: string): string {
  return luminance(hex) > 0.179 ? '#02171c' : '#fff';
}

export function luminance(hex: string): number {
  const part = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
