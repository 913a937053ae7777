/**
 * The waiting list as it is drawn. The queue has an order of its own; the list keeps still while
 * somebody points at it: rows that left stay, struck through; a row that belongs above waits
 * until the pointer has left; new clients are added at the end.
 */
import type { Conversation } from '../contract.ts';
import type { Gone } from './workspace.ts';

export interface WaitingRow {
  conversation: Conversation;
  /** How it left, while it is still drawn. */
  left: { how: Gone; at: number } | null;
}

export interface WaitingList {
  rows: readonly WaitingRow[];
  /** Clients who wait but are not drawn yet, because their place is above the pointer. */
  withheld: number;
}

/** How long a row that left is shown with the name of who took it. */
export const FAREWELL_MS = 2000;

export interface Circumstances {
  queue: readonly Conversation[];
  gone: Readonly<Record<string, Gone>>;
  /** The pointer is in the list: nothing may move. */
  isHeld: boolean;
  /** Milliseconds. */
  now: number;
}

export function arrange(before: WaitingList, circumstances: Circumstances): WaitingList {
  const { queue, isHeld } = circumstances;
  const waiting = new Map(queue.map((conversation) => [conversation.id, conversation]));
  const kept = before.rows.flatMap((row): WaitingRow[] => {
    const conversation = waiting.get(row.conversation.id);
    if (conversation !== undefined) return [{ conversation, left: null }];
    return stillDrawn(row, circumstances);
  });
  if (isHeld) return hold(kept, queue);
  return { rows: inOrder(kept, queue), withheld: 0 };
}

function stillDrawn(row: WaitingRow, { gone, isHeld, now }: Circumstances): WaitingRow[] {
  const how = gone[row.conversation.id];
  const left = row.left ?? (how === undefined ? null : { how, at: now });
  // One's own acceptance needs no farewell: the conversation is open already.
  if (left === null) return [];
  return isHeld || now - left.at < FAREWELL_MS ? [{ ...row, left }] : [];
}

/** Only what belongs below everything drawn may come in; the rest waits. */
function hold(kept: WaitingRow[], queue: readonly Conversation[]): WaitingList {
  const drawn = new Set(kept.map((row) => row.conversation.id));
  const lastDrawn = queue.findLastIndex((conversation) => drawn.has(conversation.id));
  const added = queue.slice(lastDrawn + 1);
  return {
    rows: [...kept, ...added.map((conversation) => ({ conversation, left: null }))],
    withheld: queue.length - added.length - kept.filter((row) => row.left === null).length,
  };
}

/** The queue's order, with rows that left kept behind the neighbour they had. */
function inOrder(kept: readonly WaitingRow[], queue: readonly Conversation[]): WaitingRow[] {
  const rows: WaitingRow[] = queue.map((conversation) => ({ conversation, left: null }));
  kept.forEach((row, index) => {
    if (row.left === null) return;
    const neighbour = kept[index - 1]?.conversation.id;
    const at = rows.findIndex((it) => it.conversation.id === neighbour);
    rows.splice(at + 1, 0, row);
  });
  return rows;
}
