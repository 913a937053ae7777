/** The session's door: what the launcher loads for a returning client, and at the first press. */
import type { Host } from '../host.ts';
import { Session } from './session.ts';

export type { Session } from './session.ts';

/** On phones the panel hides the page; there only a reload brings it back by itself. */
const NARROW = '(max-width: 480px)';

export function start(host: Host, pressed: boolean): Session {
  const session = new Session(host);
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const again = !matchMedia(NARROW).matches || entry?.type === 'reload';
  if (!pressed && session.remembersOpen && again) host.press();
  return session;
}
