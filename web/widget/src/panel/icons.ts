/** lucide outlines (ISC licence), only the ones the panel draws, to one decimal. */
export const ICONS = {
  close: ['M18 6 6 18', 'm6 6 12 12'],
  back: ['m15 18-6-6 6-6'],
  forward: ['m9 18 6-6-6-6'],
  chat: ['M3 16.3 2 20.8a1 1 0 0 0 1.3 1.2l4.5-.9a10 10 0 1 0-4.8-4.8'],
  check: ['M20 6 9 17l-5-5'],
  checks: ['M18 6 7 17l-5-5', 'm22 10-7.5 7.5L13 16'],
  clock: ['M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20', 'M12 6v6l4 2'],
  alert: ['M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20', 'M12 8v4', 'M12 16h.01'],
  send: ['m5 12 7-7 7 7', 'M12 19V5'],
  clip: [
    'm16 6-8.4 8.6a2 2 0 0 0 2.8 2.8l8.4-8.6a4 4 0 1 0-5.6-5.6l-8.4 8.5a6 6 0 1 0 8.5 8.5l8.4-8.5',
  ],
  smile: [
    'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20',
    'M8 14s1.5 2 4 2 4-2 4-2',
    'M9 9h.01',
    'M15 9h.01',
  ],
  reply: ['M20 18v-2a4 4 0 0 0-4-4H4', 'm9 17-5-5 5-5'],
  more: [
    'M13 12a1 1 0 1 0-2 0 1 1 0 0 0 2 0',
    'M20 12a1 1 0 1 0-2 0 1 1 0 0 0 2 0',
    'M6 12a1 1 0 1 0-2 0 1 1 0 0 0 2 0',
  ],
} as const;

export type IconName = keyof typeof ICONS;
