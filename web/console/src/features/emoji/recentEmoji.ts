/** Which emoji were used last, in this browser. */
const KEY = 'hovorna.recentEmoji';
const KEPT = 40;

export function recentEmoji(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((it) => typeof it === 'string') : [];
  } catch {
    return [];
  }
}

export function emojiWasUsed(sign: string): void {
  const signs = [sign, ...recentEmoji().filter((other) => other !== sign)];
  localStorage.setItem(KEY, JSON.stringify(signs.slice(0, KEPT)));
}
