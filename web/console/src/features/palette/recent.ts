/** Which commands were used last, in this browser: they come first in the palette. */
const KEY = 'hovorna.recentCommands';
const KEPT = 5;

export function recentIds(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

export function wasUsed(id: string): void {
  const ids = [id, ...recentIds().filter((other) => other !== id)];
  localStorage.setItem(KEY, JSON.stringify(ids.slice(0, KEPT)));
}
