import { expect, test } from 'vitest';
import type { ConsoleFrame } from '../contract.ts';
import { ME, aMessage, aRow, aWorkspace, anOperator, at } from './samples.ts';
import { applyToWorkspace, fromSnapshot } from './workspace.ts';

const row = (conversation = aRow('a')): ConsoleFrame => ({ type: 'row', conversation });
const start = (facts = {}) => fromSnapshot(aWorkspace(facts));
const ids = (rows: { id: string }[]) => rows.map((it) => it.id);

test('a waiting row takes its place by priority, then by time', () => {
  const state = [
    row(aRow('late', { queued_at: at(9) })),
    row(aRow('early', { queued_at: at(1) })),
    row(aRow('urgent', { queued_at: at(20), priority: 1 })),
  ].reduce(applyToWorkspace, start());
  expect(ids(state.workspace.queue)).toEqual(['urgent', 'early', 'late']);
});

test('a row that is active with me moves from the queue to my conversations', () => {
  const active = aRow('a', { state: 'active', operator: ME, accepted_at: at(5), last_seq: 2 });
  const state = applyToWorkspace(start({ queue: [aRow('a')] }), row(active));
  expect(state.workspace).toMatchObject({ queue: [], mine: [{ id: 'a' }] });
});

test('an older row does not replace a newer one', () => {
  const newer = aRow('a', { last_seq: 3, first_words: 'new' });
  const state = applyToWorkspace(start({ queue: [newer] }), row(aRow('a', { last_seq: 2 })));
  expect(state.workspace.queue).toEqual([newer]);
});

test('a late row does not bring back what is gone, a newer one does', () => {
  const gone: ConsoleFrame = {
    type: 'gone',
    id: 'a',
    last_seq: 5,
    why: 'taken',
    operator: { id: 'petr', name: 'Petr' },
  };
  const without = applyToWorkspace(start({ queue: [aRow('a')] }), gone);
  expect(without.gone.a?.operator?.name).toBe('Petr');
  expect(applyToWorkspace(without, row(aRow('a', { last_seq: 4 }))).workspace.queue).toEqual([]);
  const back = applyToWorkspace(without, row(aRow('a', { last_seq: 6 })));
  expect(ids(back.workspace.queue)).toEqual(['a']);
  expect(back.gone).toEqual({});
});

test('a row that waits for a group of somebody else leaves', () => {
  const redirected = aRow('a', {
    last_seq: 2,
    target: { group: { id: 'sales', name: 'Sales' } },
    redirected_by: ME,
  });
  const state = applyToWorkspace(start({ queue: [aRow('a')] }), row(redirected));
  expect(state.workspace.queue).toEqual([]);
  expect(state.gone.a).toEqual({ last_seq: 2, why: 'redirected', operator: ME });
});

test('messages change the row of my conversation without a row frame', () => {
  const mine = aRow('a', { state: 'active', operator: ME, last_seq: 2 });
  const events: ConsoleFrame = {
    type: 'events',
    conversation: 'a',
    events: [aMessage(3, 'client', 'Good\n morning'), aMessage(4, 'client')],
  };
  const asked = applyToWorkspace(start({ mine: [mine] }), events);
  expect(asked.workspace.mine[0]).toMatchObject({
    last_seq: 4,
    first_words: 'Good morning',
    unanswered_since: at(3),
    unread: [3, 4],
  });
  const answered = applyToWorkspace(asked, { ...events, events: [aMessage(5, 'klara')] });
  expect(answered.workspace.mine[0]).toMatchObject({ unanswered_since: null, unread: [3, 4] });
  const read = applyToWorkspace(answered, {
    type: 'receipts',
    conversation: 'a',
    receipts: { client: { delivered: 5, read: 0 }, operator: { delivered: 4, read: 3 } },
  });
  expect(read.workspace.mine[0]).toMatchObject({ unread: [4] });
});

test('events the row already knows of change nothing', () => {
  const state = start({ mine: [aRow('a', { state: 'active', operator: ME, last_seq: 9 })] });
  const frame: ConsoleFrame = {
    type: 'events',
    conversation: 'a',
    events: [aMessage(8, 'client'), aMessage(9, 'client')],
  };
  expect(applyToWorkspace(state, frame)).toBe(state);
});

test('receipts never go back, even with an older row', () => {
  const receipts = { client: { delivered: 4, read: 4 }, operator: { delivered: 4, read: 4 } };
  const mine = aRow('a', { state: 'active', operator: ME, last_seq: 4, receipts });
  const state = applyToWorkspace(
    start({ mine: [mine] }),
    row({ ...mine, ...{ receipts: aRow('a').receipts } }),
  );
  expect(state.workspace.mine[0]?.receipts).toEqual(receipts);
});

test('frames that came while the snapshot was loading are applied after it', () => {
  const state = fromSnapshot(aWorkspace({ queue: [aRow('a', { last_seq: 2 })] }), [
    row(aRow('a', { last_seq: 1, first_words: 'old' })),
    row(aRow('b', { queued_at: at(3) })),
  ]);
  expect(ids(state.workspace.queue)).toEqual(['a', 'b']);
  expect(state.workspace.queue[0]?.first_words).toBeNull();
});

test('a colleague is shown as he or she is now', () => {
  const petr = anOperator({ id: 'petr', name: 'Petr' });
  const before = start({ operators: [anOperator(), petr] });
  const after = applyToWorkspace(before, {
    type: 'operator',
    operator: { ...petr, shown: 'busy', active: 3 },
  });
  expect(after.workspace.operators.map((it) => it.shown)).toEqual(['available', 'busy']);
});
