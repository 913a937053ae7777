/** lucide outlines (ISC licence), only the ones the panel draws. */
export const ICONS = {
  close: ['M18 6 6 18', 'm6 6 12 12'],
  back: ['m15 18-6-6 6-6'],
  forward: ['m9 18 6-6-6-6'],
  chat: [
    'M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719',
  ],
  check: ['M20 6 9 17l-5-5'],
  checks: ['M18 6 7 17l-5-5', 'm22 10-7.5 7.5L13 16'],
  clock: ['M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20', 'M12 6v6l4 2'],
  alert: ['M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20', 'M12 8v4', 'M12 16h.01'],
  send: ['m5 12 7-7 7 7', 'M12 19V5'],
  more: [
    'M13 12a1 1 0 1 0-2 0 1 1 0 0 0 2 0',
    'M20 12a1 1 0 1 0-2 0 1 1 0 0 0 2 0',
    'M6 12a1 1 0 1 0-2 0 1 1 0 0 0 2 0',
  ],
} as const;

export type IconName = keyof typeof ICONS;
