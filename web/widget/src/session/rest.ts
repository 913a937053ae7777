/** Waits for the next try, but no longer than until somebody knows that it is worth one. */
import { Problem } from '@hovorna/shared/api/problem.ts';
import { backoffMs } from '@hovorna/shared/live/backoff.ts';

export class Rest {
  #wake: (() => void) | undefined;

  /** Longer after each failure, and at least as long as the server asked for. */
  after(error: unknown, tries: number): Promise<void> {
    const asked = error instanceof Problem ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(asked, backoffMs(tries)));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  over(): void {
    this.#wake?.();
  }
}
