import { expect, test } from 'vitest';
import { checkTodo } from './checkWords.ts';

test('what is in order asks for nothing, what is not says what to do', () => {
  expect(checkTodo({ what: 'token', fine: true, said: '' })).toBeNull();
  const wrong = (['token', 'permission', 'account', 'subscription', 'signature'] as const).map(
    (what) => checkTodo({ what, fine: false, said: '' }),
  );
  expect(new Set(wrong).size).toBe(wrong.length);
  expect(checkTodo({ what: 'signature', fine: null, said: '' })).toBe(
    checkTodo({ what: 'reachability', fine: null, said: '' }),
  );
  const open = { what: 'subscription', fine: null, said: '' } as const;
  expect(checkTodo(open, true)).not.toBe(checkTodo(open));
});
