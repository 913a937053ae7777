/** One tab at a time: a web lock where the browser has them (only on secure pages), else none. */

export type Alone = <T>(work: () => Promise<T>) => Promise<T>;

/** A frozen tab may hold the lock for ever; the ids then keep every message single without it. */
const PATIENCE_MS = 20_000;

export function aloneAs(name: string): Alone {
  const { locks } = navigator;
  if (!locks) return (work) => work();
  return async (work) => {
    let begun = false;
    try {
      return await locks.request(name, { signal: AbortSignal.timeout(PATIENCE_MS) }, () => {
        begun = true;
        return work();
      });
    } catch (error) {
      if (begun) throw error;
      return work();
    }
  };
}
