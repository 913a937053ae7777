/**
 * The company gives one colour; the panel needs it filled, written and on a dark ground. Whatever it is,
 * what is drawn from it keeps the contrast that WCAG asks (4.5 for text, checked by tests).
 */
import { readableOn } from '../launcher/colour.ts';

export interface Palette {
  /** Filled buttons. */
  accent: string;
  /** Text on them. */
  on: string;
  /** Links, marks, focus: the accent made readable on this ground and on its own soft tint. */
  text: string;
}

/** The tinted grounds of panel.css: text must also read on them, and they are nearer to the accent. */
const LIGHT_GROUND = '#dceaec';
const DARK_GROUND = '#1f3a40';

export function palettes(brand: string): { light: Palette; dark: Palette } {
  const colour = /^#[0-9a-f]{6}$/i.test(brand) ? brand : '#006370';
  const [hue, saturation, lightness] = toHsl(colour);
  const light = { accent: colour, on: readableOn(colour), text: '' };
  light.text = until(lightness, -0.02, (l) => toHex(hue, saturation, l), LIGHT_GROUND, 5);
  const soft = Math.min(saturation, 0.55);
  const bright = until(Math.max(lightness, 0.5), 0.02, (l) => toHex(hue, soft, l), DARK_GROUND, 6);
  return { light, dark: { accent: bright, on: readableOn(bright), text: bright } };
}

export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Relative luminance as WCAG defines it. */
function luminance(hex: string): number {
  const part = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

/** Moves the lightness step by step until the colour reads on the ground. */
function until(
  from: number,
  step: number,
  make: (lightness: number) => string,
  ground: string,
  ratio: number,
): string {
  for (let lightness = from; lightness >= 0 && lightness <= 1; lightness += step) {
    const made = make(lightness);
    if (contrast(made, ground) >= ratio) return made;
  }
  return step < 0 ? '#000000' : '#ffffff';
}

function toHsl(hex: string): [hue: number, saturation: number, lightness: number] {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) as [
    number,
    number,
    number,
  ];
  const [high, low] = [Math.max(r, g, b), Math.min(r, g, b)];
  const spread = high - low;
  const lightness = (high + low) / 2;
  if (spread === 0) return [0, 0, lightness];
  const sector =
    high === r
      ? ((g - b) / spread + 6) % 6
      : high === g
        ? (b - r) / spread + 2
        : (r - g) / spread + 4;
  return [sector * 60, spread / (1 - Math.abs(2 * lightness - 1)), lightness];
}

function toHex(hue: number, saturation: number, lightness: number): string {
  const amplitude = saturation * Math.min(lightness, 1 - lightness);
  const part = (n: number) => {
    const k = (n + hue / 30) % 12;
    const value = lightness - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${part(0)}${part(8)}${part(4)}`;
}
