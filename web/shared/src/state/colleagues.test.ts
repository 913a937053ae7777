import { expect, test } from 'vitest';
import type { Conversation, Event } from '../contract.ts';
import { invitationFor } from './colleagues.ts';
import { rowWithEvent } from './row.ts';
import { ME, SUPPORT, aRow, aWorkspace, at } from './samples.ts';
import { applyToWorkspace, fromSnapshot } from './workspace.ts';

const PETR = { id: 'petr', name: 'Petr Svoboda' };
const JANA = { id: 'jana', name: 'Jana Malá' };

const talk = (facts: Partial<Conversation> = {}) =>
  aRow('a', { state: 'active', operator: PETR, accepted_at: at(1), ...facts });

const by = (who: typeof ME, seq: number) => ({
  seq,
  id: `e${seq}`,
  at: at(seq),
  author: { kind: 'operator' as const, ...who },
});
const invited = (seq: number, to: typeof ME): Event => ({
  ...by(PETR, seq),
  ...{ kind: 'invited', to: { operator: to }, until: at(120), note: 'Look' },
});
const joined = (seq: number, who: typeof ME): Event => ({
  ...by(who, seq),
  ...{ kind: 'joined', invitation: { operator: who } },
});

test('who is invited joins, and the invitation is gone', () => {
  const asked = rowWithEvent(talk(), invited(2, ME));
  expect(asked.invitations).toEqual([
    { to: { operator: ME }, by: PETR, until: at(120), note: 'Look' },
  ]);
  const there = rowWithEvent(asked, joined(3, ME));
  expect(there).toMatchObject({ guests: [ME], invitations: [], operator: PETR });
});

test('handing over swaps, leaving takes out, a redirect sends all away', () => {
  const before = talk({ guests: [ME, JANA] });
  const handed = rowWithEvent(before, {
    ...by(PETR, 5),
    ...{ kind: 'handed_over', from: PETR, to: JANA },
  });
  expect(handed).toMatchObject({ operator: JANA, accepted_at: at(5), guests: [ME, PETR] });
  const left = rowWithEvent(handed, { ...by(ME, 6), ...{ kind: 'left', operator: ME } });
  expect(left.guests).toEqual([PETR]);
  const redirected = rowWithEvent(rowWithEvent(left, invited(7, ME)), {
    ...by(JANA, 8),
    ...{ kind: 'redirected', from: { operator: JANA }, to: { group: SUPPORT } },
    ...{ accept_by: null, note: null, cause: 'operator' },
  });
  expect(redirected).toMatchObject({ state: 'waiting', guests: [], invitations: [] });
});

test('an invitation by name comes before that of a group', () => {
  const row = talk({
    invitations: [
      { to: { group: SUPPORT }, by: PETR, until: at(9), note: null },
      { to: { operator: ME }, by: PETR, until: at(9), note: null },
    ],
  });
  expect(invitationFor(row, ME.id, [SUPPORT.id])?.to).toEqual({ operator: ME });
  expect(invitationFor(row, JANA.id, [SUPPORT.id])?.to).toEqual({ group: SUPPORT });
  expect(invitationFor(row, JANA.id, [])).toBeUndefined();
});

test('a talk moves from my invitations to my conversations, and out when I leave', () => {
  const asked = rowWithEvent(talk(), invited(2, ME));
  const there = rowWithEvent(asked, joined(3, ME));
  const places = (state: ReturnType<typeof fromSnapshot>) => [
    state.workspace.invitations.map((row) => row.id),
    state.workspace.mine.map((row) => row.id),
  ];
  let state = fromSnapshot(aWorkspace(), [{ type: 'row', conversation: asked }]);
  expect(places(state)).toEqual([['a'], []]);
  state = applyToWorkspace(state, { type: 'row', conversation: there });
  expect(places(state)).toEqual([[], ['a']]);
  state = applyToWorkspace(state, {
    ...{ type: 'gone', id: 'a', last_seq: 4, why: 'left', operator: ME },
  });
  expect(places(state)).toEqual([[], []]);
});

test('my conversations keep their order when one is handed over, and a new one is last', () => {
  const mine = (id: string, facts: Partial<Conversation> = {}) =>
    aRow(id, { state: 'active', operator: ME, accepted_at: at(1), ...facts });
  const first = mine('first', { guests: [PETR] });
  let state = fromSnapshot(aWorkspace({ mine: [first, mine('second', { accepted_at: at(2) })] }));
  const handed = { ...by(ME, 5), ...{ kind: 'handed_over' as const, from: ME, to: PETR } };
  state = applyToWorkspace(state, {
    ...{ type: 'row', conversation: rowWithEvent(first, handed) },
  });
  // Petr took it long before I came in.
  const joined = mine('joined', { operator: PETR, guests: [ME], accepted_at: at(0) });
  state = applyToWorkspace(state, { type: 'row', conversation: joined });
  expect(state.workspace.mine.map((row) => row.id)).toEqual(['first', 'second', 'joined']);
  expect(state.workspace.mine[0]?.operator).toEqual(PETR);
});

test('invitations stand in the order in which they came', () => {
  const asked = (id: string, second: number, to: Conversation['target']) =>
    aRow(id, {
      ...{ state: 'active', operator: PETR },
      invitations: [{ to, by: PETR, until: at(second), note: null }],
    });
  const state = [
    asked('late', 30, { operator: ME }),
    asked('a', 20, { group: SUPPORT }),
    asked('early', 10, { operator: ME }),
  ].reduce(
    (before, conversation) => applyToWorkspace(before, { type: 'row', conversation }),
    fromSnapshot(aWorkspace()),
  );
  expect(state.workspace.invitations.map((row) => row.id)).toEqual(['early', 'a', 'late']);
});
