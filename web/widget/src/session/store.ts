/**
 * The browser's storage, or a stand-in in memory where the page or the browser forbids it: the talk then
 * lasts as long as the page, and no caller has to ask.
 */
export interface Store {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
}

export const local = open(() => localStorage);
export const tab = open(() => sessionStorage);

function open(find: () => Storage): Store {
  try {
    return over(find());
  } catch {
    return inMemory();
  }
}

function over(storage: Storage): Store {
  const spare = inMemory();
  return {
    get: (key) => spare.get(key) ?? storage.getItem(key),
    set: (key, value) => {
      try {
        storage.setItem(key, value);
      } catch {
        // Full. Better a talk that ends with the page than none.
        spare.set(key, value);
      }
    },
    remove: (key) => {
      spare.remove(key);
      storage.removeItem(key);
    },
    keys: () => [...spare.keys(), ...Object.keys(storage)],
  };
}

export function inMemory(): Store {
  const kept = new Map<string, string>();
  return {
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
    keys: () => [...kept.keys()],
  };
}
