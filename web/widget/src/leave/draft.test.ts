import { expect, test } from 'vitest';
import { DraftKeeper } from './draft.ts';

function place(): Storage & { all: Map<string, string> } {
  const all = new Map<string, string>();
  return {
    all,
    getItem: (key: string) => all.get(key) ?? null,
    setItem: (key: string, value: string) => void all.set(key, value),
    removeItem: (key: string) => void all.delete(key),
  } as unknown as Storage & { all: Map<string, string> };
}

test('what is typed is there after a reload, under the same id', () => {
  const storage = place();
  const draft = {
    ...new DraftKeeper('demo', () => storage).read(),
    answers: { name: 'Jana' },
    isSent: true,
  };
  new DraftKeeper('demo', () => storage).keep(draft);
  expect(new DraftKeeper('demo', () => storage).read()).toEqual(draft);
  expect(new DraftKeeper('other', () => storage).read().answers).toEqual({});
});

test('once it was left, the next one is another', () => {
  const storage = place();
  const keeper = new DraftKeeper('demo', () => storage);
  const draft = keeper.read();
  keeper.keep(draft);
  keeper.forget();
  expect(keeper.read().id).not.toBe(draft.id);
});

test('what cannot be read or kept disturbs nobody', () => {
  const storage = place();
  storage.all.set('hovorna:demo:request', '{"id": 1, "answers": null');
  expect(new DraftKeeper('demo', () => storage).read().answers).toEqual({});
  const forbidden = () => {
    throw new Error('forbidden');
  };
  const keeper = new DraftKeeper('demo', forbidden);
  keeper.keep(keeper.read());
  keeper.forget();
});
