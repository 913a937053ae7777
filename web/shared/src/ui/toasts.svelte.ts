/** The one message at the bottom of the stage: news and undo go after five seconds, errors stay. */
export interface Toast {
  kind: 'info' | 'error';
  text: string;
  /** Takes back what the toast tells of, for as long as it is shown. */
  undo?: () => void;
  /** It went without being taken back: what waited for that can be done. */
  onkept?: () => void;
}

const SHOWN_MS = 5000;

let current: Toast | null = $state.raw(null);
let timer: ReturnType<typeof setTimeout> | undefined;
/** Those who look at it just now. */
let holders = 0;

export function toast(): Toast | null {
  return current;
}

export function showToast(next: Toast): void {
  dismissToast();
  current = next;
  wait();
}

export function dismissToast(): void {
  clearTimeout(timer);
  const gone = current;
  current = null;
  gone?.onkept?.();
}

/** Takes back what the toast tells of, if it can be taken back. */
export function undoToast(): void {
  clearTimeout(timer);
  const undone = current;
  current = null;
  undone?.undo?.();
}

/** It stays for as long as somebody looks at it, and begins its time anew then. Returns what lets it go. */
export function holdToast(): () => void {
  holders += 1;
  clearTimeout(timer);
  return () => {
    holders -= 1;
    wait();
  };
}

function wait(): void {
  clearTimeout(timer);
  if (current?.kind === 'info' && holders === 0) timer = setTimeout(dismissToast, SHOWN_MS);
}
