/** Lets what was just done have happened a while ago, by a look into the database of a server that is down. */
import { DatabaseSync } from 'node:sqlite';
import type { Database } from './database.ts';

/** Each event of a conversation, in order, as seconds ago, and how far the two sides have read it. */
export interface Past {
  conversation: string;
  ages: readonly number[];
  readByOperator: number;
  readByClient: number;
  /** Pages looked at meanwhile. */
  pages: { url: string; ago: number }[];
}

interface Row {
  seq: number;
  kind: string;
  author_kind: string;
}

interface Glance {
  last_message: { at: string; seq: number } | null;
  unanswered_since: string | null;
  unread: number[];
}

/** `seen`: when operators were here last, in seconds ago, by their e-mail. */
export function letItBePast({ url }: Database, pasts: readonly Past[], seen: Record<string, number>): void {
  const now = Date.now();
  const db = new DatabaseSync(url.replace(/^sqlite:/, ''));
  try {
    for (const past of pasts) move(db, past, now);
    const setSeen = db.prepare('update operator set seen_at = ? where email = ?');
    for (const [email, ago] of Object.entries(seen)) setSeen.run(now - ago * 1000, email);
  } finally {
    db.close();
  }
}

function move(
  db: DatabaseSync,
  { conversation, ages, readByOperator, readByClient, pages }: Past,
  now: number,
) {
  const id = Buffer.from(conversation.replaceAll('-', ''), 'hex');
  const rows = db
    .prepare('select seq, kind, author_kind from event where conversation_id = ? order by seq')
    .all(id) as unknown as Row[];
  if (rows.length !== ages.length)
    throw new Error(`${rows.map((row) => row.kind).join(', ')}: ${ages.length} ages for these events`);
  const at = new Map(rows.map((row, i) => [row.seq, now - ages[i]! * 1000]));
  const when = (kind: string) => at.get(rows.find((row) => row.kind === kind)?.seq ?? -1) ?? null;

  const setAt = db.prepare('update event set at = ? where conversation_id = ? and seq = ?');
  for (const [seq, ms] of at) setAt.run(ms, id, seq);
  db.prepare(
    `update conversation set queued_at = ?, accepted_at = ?, first_accepted_at = ?, ended_at = ?,
      operator_delivered = ?, operator_read = ?, client_delivered = ?, client_read = ?, glance = ?
      where id = ?`,
  ).run(
    when('started'),
    when('accepted'),
    when('accepted'),
    when('ended'),
    rows.length,
    readByOperator,
    rows.length,
    readByClient,
    JSON.stringify(glance(db, id, at, readByOperator)),
    id,
  );
  const opened = db.prepare('update page_view set at = ? where url = ?');
  for (const { url, ago } of pages) opened.run(now - ago * 1000, url);
  db.prepare(
    `update client set first_seen_at = min(first_seen_at, ?)
      where id = (select client_id from conversation where id = ?)`,
  ).run(when('started'), id);
}

function glance(db: DatabaseSync, id: Buffer, at: Map<number, number>, read: number): Glance {
  const said = db
    .prepare(
      `select seq, kind, author_kind from event
        where conversation_id = ? and kind = 'message_added' order by seq`,
    )
    .all(id) as unknown as Row[];
  const stored = db.prepare('select glance from conversation where id = ?').get(id);
  const before = JSON.parse(String(stored?.glance)) as Glance;
  const iso = (seq: number) => new Date(at.get(seq)!).toISOString();
  const answered = said.findLast((row) => row.author_kind !== 'client')?.seq ?? 0;
  const open = said.find((row) => row.seq > answered && row.author_kind === 'client');
  const last = said.at(-1);
  return {
    ...before,
    last_message:
      before.last_message === null || last === undefined
        ? null
        : { ...before.last_message, at: iso(last.seq) },
    unanswered_since: open === undefined ? null : iso(open.seq),
    unread: said.filter((row) => row.author_kind === 'client' && row.seq > read).map((row) => row.seq),
  };
}
