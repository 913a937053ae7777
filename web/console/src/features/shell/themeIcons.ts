/** The glyph of each theme. */
import Moon from '@lucide/svelte/icons/moon';
import Sun from '@lucide/svelte/icons/sun';
import SunMoon from '@lucide/svelte/icons/sun-moon';

export const THEME_ICONS = { light: Sun, dark: Moon, system: SunMoon };
