import { expect, test } from 'vitest';
import type { ConsoleSays } from '@hovorna/shared/contract';
import { Subscriptions } from './subscriptions.ts';

function listening() {
  const said: string[] = [];
  const subscriptions = new Subscriptions((frame: ConsoleSays) =>
    said.push(
      frame.type === 'subscribe'
        ? `${frame.conversation} after ${frame.after}`
        : `${frame.type} ${'conversation' in frame ? frame.conversation : ''}`,
    ),
  );
  return { said, subscriptions };
}

test('what is wanted is asked for once, what is not wanted any more is let go', () => {
  const { said, subscriptions } = listening();
  subscriptions.follow(new Map([['a', 3]]));
  subscriptions.follow(new Map([['a', 9]]));
  subscriptions.follow(new Map([['b', 1]]));
  expect(said).toEqual(['a after 3', 'unsubscribe a', 'b after 1']);
});

test('a new socket is told everything again, from the last event that is here', () => {
  const { said, subscriptions } = listening();
  subscriptions.follow(new Map([['a', 3]]));
  subscriptions.reset();
  subscriptions.follow(new Map([['a', 8]]));
  expect(said).toEqual(['a after 3', 'a after 8']);
});

test('a refused one is not asked for again until it comes back', () => {
  const { said, subscriptions } = listening();
  const wanted = new Map([['a', 3]]);
  subscriptions.follow(wanted);
  subscriptions.ended('a');
  subscriptions.follow(wanted);
  expect(said).toEqual(['a after 3']);
  subscriptions.retry('a');
  subscriptions.follow(wanted);
  expect(said).toEqual(['a after 3', 'a after 3']);
});

test('a gap is asked for once', () => {
  const { said, subscriptions } = listening();
  subscriptions.follow(new Map([['a', 3]]));
  subscriptions.again('a', 5);
  subscriptions.again('a', 5);
  expect(said).toEqual(['a after 3', 'a after 5']);
});
