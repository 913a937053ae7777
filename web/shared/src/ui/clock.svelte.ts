/**
 * One clock for everything that counts: a single timer, so all counters change in the same moment,
 * and it follows the server's time, so a wrong clock in a desk's computer does not lie about waits.
 */
import { createSubscriber } from 'svelte/reactivity';

/** How far the server is ahead of this computer. */
let aheadMs = 0;
let tick: (() => void) | undefined;

const everySecond = createSubscriber((update) => {
  tick = update;
  let timer: ReturnType<typeof setTimeout>;
  const schedule = () => {
    timer = setTimeout(
      () => {
        update();
        schedule();
      },
      1000 - ((Date.now() + aheadMs) % 1000),
    );
  };
  schedule();
  return () => {
    tick = undefined;
    clearTimeout(timer);
  };
});

/** The server's time now, in milliseconds; read in a template or derived value it ticks each second. */
export function now(): number {
  everySecond();
  return Date.now() + aheadMs;
}

export function setServerTime(rfc3339: string): void {
  aheadMs = Date.parse(rfc3339) - Date.now();
  tick?.();
}
