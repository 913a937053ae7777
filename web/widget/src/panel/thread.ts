/** What the thread draws: the conversation's events and the letters still on their way, as one list. */
import type { Letter } from '../session/outbox.ts';
import { tickOf, type Talk, type Tick } from '../session/state.ts';

export interface Said {
  kind: 'said';
  /** The sender's own id: the same before and after the server has it, so nothing is drawn twice. */
  id: string;
  at: number;
  mine: boolean;
  /** Who, of the operators. */
  author: string;
  text: string;
  /** How far a message of the client's own has got. */
  status?: Tick | 'pending' | 'failed' | 'ended';
  /** Of the same author as the one before. */
  follows: boolean;
  /** The last of its author's row: it shows the time. */
  last: boolean;
}

export type Line =
  | Said
  | { kind: 'joined'; id: string; at: number; name: string }
  | { kind: 'redirected'; id: string; at: number; name: string }
  | { kind: 'ended'; id: string; at: number; why: 'operator' | 'client' | 'left' | 'gone' };

/** Longer pauses start a new row, with its own time. */
const SAME_ROW_MS = 5 * 60_000;

export function linesOf(talk: Talk, letters: Letter[]): Line[] {
  const here = new Set(talk.events.map((it) => it.id));
  const own = letters.filter((it) => it.conversation === talk.id && !here.has(it.id));
  return inRows([...talk.events.flatMap((it) => eventLine(it, talk)), ...own.map(letterLine)]);
}

function eventLine(event: Talk['events'][number], talk: Talk): Line[] {
  const { id, seq } = event;
  const at = Date.parse(event.at);
  const said = { kind: 'said', id, at, follows: false, last: true } as const;
  switch (event.kind) {
    case 'started':
      return [];
    case 'client_said':
      return [
        { ...said, mine: true, author: '', text: event.text, status: tickOf(seq, talk.receipts) },
      ];
    case 'operator_said':
      return [{ ...said, mine: false, author: event.operator, text: event.text }];
    case 'accepted':
      return [{ kind: 'joined', id, at, name: event.operator }];
    case 'redirected':
      return [{ kind: 'redirected', id, at, name: event.to }];
    case 'ended': {
      const talked = talk.events.some((it) => it.kind === 'accepted');
      const byClient = talked ? 'client' : 'left';
      const why = { operator: 'operator', client: byClient, client_gone: 'gone' } as const;
      return [{ kind: 'ended', id, at, why: why[event.cause] }];
    }
    default:
      // Within /v1 a newer server may tell of more than this panel knows.
      return [];
  }
}

function letterLine({ id, at, text, refused, failed, seq }: Letter): Line {
  const status =
    refused === 'ended'
      ? 'ended'
      : refused || failed
        ? 'failed'
        : seq === undefined
          ? 'pending'
          : 'sent';
  return { kind: 'said', id, at, mine: true, author: '', text, status, follows: false, last: true };
}

function inRows(lines: Line[]): Line[] {
  return lines.map((line, index) => {
    if (line.kind !== 'said') return line;
    const follows = sameRow(lines[index - 1], line);
    const last = !sameRow(line, lines[index + 1]);
    return { ...line, follows, last };
  });
}

function sameRow(a: Line | undefined, b: Line | undefined): boolean {
  return (
    a?.kind === 'said' &&
    b?.kind === 'said' &&
    a.mine === b.mine &&
    a.author === b.author &&
    b.at - a.at < SAME_ROW_MS
  );
}
