/** How long to wait before the next try: doubling with jitter, so a thousand desks do not knock at once. */
const FIRST_MS = 500;
const LONGEST_MS = 15_000;

export function backoffMs(failures: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(full / 2 + (full / 2) * random());
}
