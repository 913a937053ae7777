/** Light, dark, or as the system says. The choice is applied before the first paint by boot.js. */
export type Theme = 'light' | 'dark' | 'system';

const KEY = 'hovorna.theme';

let chosen: Theme = $state(readStored());

export function theme(): Theme {
  return chosen;
}

export function setTheme(next: Theme): void {
  chosen = next;
  if (next === 'system') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(KEY);
  } else {
    document.documentElement.dataset.theme = next;
    localStorage.setItem(KEY, next);
  }
}

function readStored(): Theme {
  if (typeof localStorage === 'undefined') return 'system';
  const stored = localStorage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}
