/** What the panel needs of Paraglide's runtime; the build puts it in its place. The rest reads addresses and cookies. */
export const baseLocale = 'en';
export const locales = ['en', 'cs'] as const;

export const isLocale = (tag: string): boolean => tag === 'en' || tag === 'cs';

/** Nobody asks it for the language: choose.ts does that. */
export function overwriteGetLocale(): void {}
