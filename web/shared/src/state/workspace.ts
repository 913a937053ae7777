/**
 * The workspace an operator sees: a snapshot, kept true by the socket's frames.
 *
 * The same snapshot plus the frames after it equals a later snapshot; what arrives late, twice or
 * in the wrong order changes nothing, because every row carries the number of its last event.
 */
import type {
  ConsoleFrame,
  Conversation,
  Event,
  GoneWhy,
  Named,
  Operator,
  Workspace,
} from '../contract.ts';
import { never } from './never.ts';
import { byInvitation, isInTalk, isInvited, isMeant } from './colleagues.ts';
import { byPlace } from './queue.ts';
import { newerRow, rowWithEvent, rowWithReceipts } from './row.ts';

export interface WorkspaceState {
  workspace: Workspace;
  /** Conversations that left, by id: an older row must not bring one back, and the list says who took it. */
  gone: Readonly<Record<string, Gone>>;
  /** Something changed that no frame describes: load the snapshot anew. */
  isStale: boolean;
}

export interface Gone {
  /** The number of the event by which it left. */
  last_seq: number;
  why: GoneWhy;
  operator: Named | null;
}

/** A snapshot and the frames that came while it was being loaded. */
export function fromSnapshot(
  workspace: Workspace,
  frames: readonly ConsoleFrame[] = [],
): WorkspaceState {
  return frames.reduce(applyToWorkspace, { workspace, gone: {}, isStale: false });
}

export function applyToWorkspace(state: WorkspaceState, frame: ConsoleFrame): WorkspaceState {
  switch (frame.type) {
    case 'row':
      return withRow(
        state,
        newerRow(rowOf(state.workspace, frame.conversation.id), frame.conversation),
      );
    case 'gone':
      return withoutRow(state, frame.id, frame);
    case 'events':
      return withEvents(state, frame.conversation, frame.events);
    case 'receipts':
      return withReceipts(state, frame);
    case 'offline_request':
      return withOpen(state, frame.request.group.id, frame.open);
    case 'operator':
      return withOperator(state, frame.operator);
    case 'workspace_changed':
      return { ...state, isStale: true };
    case 'hello':
    case 'subscribed':
    case 'refused':
    case 'delivery':
    case 'typing':
    case 'looking':
    case 'signed_out':
    case 'pong':
      return state;
    default:
      never(frame);
      return state;
  }
}

/** How many of a group's offline requests nobody has taken. */
function withOpen(state: WorkspaceState, group: string, open: number): WorkspaceState {
  const others = state.workspace.offline.filter((it) => it.group !== group);
  const offline = open > 0 ? [...others, { group, open }] : others;
  return { ...state, workspace: { ...state.workspace, offline } };
}

/** A row of my queue, of my own conversations, or of those I am invited into. */
export function rowOf(workspace: Workspace, id: string): Conversation | undefined {
  for (const list of [workspace.queue, workspace.mine, workspace.invitations]) {
    const row = list.find((it) => it.id === id);
    if (row !== undefined) return row;
  }
  return undefined;
}

function withRow(state: WorkspaceState, row: Conversation): WorkspaceState {
  const left = state.gone[row.id];
  if (left !== undefined && row.last_seq < left.last_seq) return state;
  const place = placeOf(row, state.workspace);
  if (place === null) return withoutRow(state, row.id, farewell(row));
  const { me, mine } = state.workspace;
  const others = without(state.workspace, row.id);
  const inOrder = byInvitation(me.id, groupsOf(state.workspace));
  const gone = Object.fromEntries(Object.entries(state.gone).filter(([id]) => id !== row.id));
  return {
    ...state,
    gone,
    workspace: {
      ...state.workspace,
      queue: place === 'queue' ? [...others.queue, row].sort(byPlace) : others.queue,
      mine: place === 'mine' ? whereItStands(mine, row) : others.mine,
      invitations:
        place === 'invitations' ? [...others.invitations, row].sort(inOrder) : others.invitations,
    },
  };
}

/** One's conversations stand in the order one came into them: what is new is last, and nothing else moves a row. */
function whereItStands(mine: readonly Conversation[], row: Conversation): Conversation[] {
  return mine.some((it) => it.id === row.id)
    ? mine.map((it) => (it.id === row.id ? row : it))
    : [...mine, row];
}

function groupsOf({ me, operators }: Workspace): readonly string[] {
  return operators.find((operator) => operator.id === me.id)?.groups ?? [];
}

/** Where a row belongs follows from the row itself. */
function placeOf(row: Conversation, workspace: Workspace): 'queue' | 'mine' | 'invitations' | null {
  const { me } = workspace;
  const groups = groupsOf(workspace);
  switch (row.state) {
    case 'ended':
      return null;
    case 'active':
      if (isInTalk(row, me.id)) return 'mine';
      return isInvited(row, me.id, groups) ? 'invitations' : null;
    case 'waiting':
      return isMeant(row.target, me.id, groups) ? 'queue' : null;
  }
}

function farewell(row: Conversation): Gone {
  const why = row.state === 'ended' ? 'ended' : row.state === 'active' ? 'taken' : 'redirected';
  return {
    last_seq: row.last_seq,
    why,
    operator: why === 'redirected' ? row.redirected_by : row.operator,
  };
}

function withoutRow(state: WorkspaceState, id: string, gone: Gone): WorkspaceState {
  const row = rowOf(state.workspace, id);
  const known = Math.max(row?.last_seq ?? 0, state.gone[id]?.last_seq ?? 0);
  if (gone.last_seq < known) return state;
  const { last_seq, why, operator } = gone;
  return {
    ...state,
    gone: { ...state.gone, [id]: { last_seq, why, operator } },
    workspace: { ...state.workspace, ...without(state.workspace, id) },
  };
}

function withEvents(state: WorkspaceState, id: string, events: readonly Event[]): WorkspaceState {
  const row = rowOf(state.workspace, id);
  if (row === undefined) return state;
  const changed = events.reduce(rowWithEvent, row);
  return changed === row ? state : withRow(state, changed);
}

function withReceipts(
  state: WorkspaceState,
  { conversation, receipts }: Extract<ConsoleFrame, { type: 'receipts' }>,
): WorkspaceState {
  const row = rowOf(state.workspace, conversation);
  return row === undefined ? state : withRow(state, rowWithReceipts(row, receipts));
}

function withOperator(state: WorkspaceState, operator: Operator): WorkspaceState {
  const others = state.workspace.operators;
  const isKnown = others.some((it) => it.id === operator.id);
  return {
    ...state,
    workspace: {
      ...state.workspace,
      operators: isKnown
        ? others.map((it) => (it.id === operator.id ? operator : it))
        : [...others, operator],
    },
  };
}

function without(
  { queue, mine, invitations }: Workspace,
  id: string,
): Pick<Workspace, 'queue' | 'mine' | 'invitations'> {
  return {
    invitations: invitations.filter((row) => row.id !== id),
    queue: queue.filter((row) => row.id !== id),
    mine: mine.filter((row) => row.id !== id),
  };
}
