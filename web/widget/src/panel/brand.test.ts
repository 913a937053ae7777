import { expect, test } from 'vitest';
import { contrast, palettes } from './brand.ts';

const BRANDS = [
  '#006370',
  '#f2b705',
  '#ffffff',
  '#000000',
  '#ff0000',
  '#0000ff',
  '#777777',
  '#00ff00',
];

test.each(BRANDS)('whatever the brand colour is (%s), text drawn from it can be read', (brand) => {
  const { light, dark } = palettes(brand);
  for (const { accent, on } of [light, dark])
    expect(contrast(accent, on)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(light.text, '#ffffff')).toBeGreaterThanOrEqual(4.5);
  expect(contrast(light.text, '#dceaec')).toBeGreaterThanOrEqual(4.5);
  expect(contrast(dark.text, '#151b1e')).toBeGreaterThanOrEqual(4.5);
});

test('a colour that is none falls back to petrol', () => {
  expect(palettes('red;background:url(x)').light.accent).toBe('#006370');
});
