/** What the thread draws: the conversation's events and the letters still on their way, as one list. */
import type { ClientQuote } from '../session/contract.ts';
import type { FileWrong } from '../session/fileRules.ts';
import type { Letter } from '../session/outbox.ts';
import type { Talk } from '../session/state.ts';
import type { LetterFile, Upload } from '../session/uploads.ts';
import { tickOf, type Tick } from './tick.ts';

/** A file on the server, or on its way there. */
export type ShownFile = LetterFile & { part?: number; wrong?: FileWrong };

export interface Said {
  kind: 'said';
  /** The sender's own id: the same before and after the server has it, so nothing is drawn twice. */
  id: string;
  at: number;
  mine: boolean;
  /** Who, of the operators. */
  author: string;
  text: string;
  files: ShownFile[];
  /** What it answers. */
  reply?: ClientQuote | null;
  /** Its number, once the server has it. */
  seq?: number;
  /** How far a message of the client's own has got. */
  status?: Tick | 'pending' | 'uploading' | 'failed' | 'ended';
  /** Of the same author as the one before. */
  follows: boolean;
  /** The last of its author's row: it shows the time. */
  last: boolean;
}

export type Line =
  | Said
  | { kind: 'joined'; id: string; at: number; name: string }
  | { kind: 'left'; id: string; at: number; name: string }
  | { kind: 'redirected'; id: string; at: number; name: string }
  | { kind: 'ended'; id: string; at: number; why: 'operator' | 'client' | 'left' | 'gone' };

/** Longer pauses start a new row, with its own time. */
const SAME_ROW_MS = 5 * 60_000;

export function linesOf(talk: Talk, letters: Letter[], uploads: Upload[]): Line[] {
  const here = new Set(talk.events.map((it) => it.id));
  const own = letters.filter((it) => it.conversation === talk.id && !here.has(it.id));
  return inRows([
    ...talk.events.flatMap((it) => eventLine(it, talk)),
    ...own.map((it) => letterLine(it, uploads)),
  ]);
}

function eventLine(event: Talk['events'][number], talk: Talk): Line[] {
  const { id, seq } = event;
  const at = Date.parse(event.at);
  const said = { kind: 'said', id, at, follows: false, last: true } as const;
  switch (event.kind) {
    case 'started':
      return [];
    case 'client_said':
    case 'operator_said': {
      const { text, files, reply_to: reply } = event;
      const words = { ...said, seq, text, files, reply };
      return event.kind === 'client_said'
        ? [{ ...words, mine: true, author: '', status: tickOf(seq, talk.receipts) }]
        : [{ ...words, mine: false, author: event.operator }];
    }
    case 'accepted':
    case 'joined':
      return [{ kind: 'joined', id, at, name: event.operator }];
    case 'left':
      return [{ kind: 'left', id, at, name: event.operator }];
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

function letterLine(letter: Letter, uploads: Upload[]): Line {
  const { id, at, text, seq, reply, uploading } = letter;
  // Only this page has the bytes of what is not on the server yet.
  const shown = (it: LetterFile): ShownFile =>
    uploads.find((upload) => upload.id === it.id) ?? (it.url ? it : { ...it, wrong: 'lost' });
  const files = (letter.files ?? []).map(shown);
  const row = { mine: true, author: '', follows: false, last: true };
  const status = uploading ? 'uploading' : statusOf(letter);
  // Number 0: another tab has it from the server, and the event is on its way.
  return { kind: 'said', id, at, text, files, reply, seq: seq || undefined, status, ...row };
}

function statusOf({ refused, failed, seq }: Letter): Said['status'] {
  if (refused === 'ended') return 'ended';
  if (refused || failed) return 'failed';
  return seq === undefined ? 'pending' : 'sent';
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
