/** The one message at the bottom of the stage: news and undo go after five seconds, errors stay. */
export interface Toast {
  kind: 'info' | 'error';
  text: string;
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 5000;

let current: Toast | null = $state(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export function toast(): Toast | null {
  return current;
}

export function showToast(next: Toast): void {
  clearTimeout(timer);
  current = next;
  if (next.kind === 'info') timer = setTimeout(dismissToast, SHOWN_MS);
}

export function dismissToast(): void {
  clearTimeout(timer);
  current = null;
}
