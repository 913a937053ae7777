/** Whoever ends a page by other means than going elsewhere, such as signing out, asks here first. */

export interface Guard {
  /** Whether what was not saved may be lost; asks when there is such. */
  ask(): Promise<boolean>;
  /** Nothing was ended after all: guard on. */
  stay(): void;
}

let guard: Guard | null = null;

/** At most one page with something to lose is shown at a time. Returns what takes the guard off again. */
export function setGuard(next: Guard): () => void {
  guard = next;
  return () => {
    if (guard === next) guard = null;
  };
}

/** Does it unless somebody wants to stay; `work` says whether it came about. */
export async function leaveBy(work: () => Promise<boolean>): Promise<void> {
  const asked = guard;
  if (asked !== null && !(await asked.ask())) return;
  if (!(await work())) asked?.stay();
}
