/** The databases that a server under test can be given, and a look into them past the server. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

export interface StoredMessage {
  id: string;
  conversation: string;
  seq: number;
  from: 'client' | 'operator';
  text: string;
}

export interface Database {
  kind: 'sqlite' | 'postgres';
  /** For `--database`. */
  url: string;
  /** All messages in the database, by conversation and number. */
  messages(): Promise<StoredMessage[]>;
  drop(): Promise<void>;
}

const MESSAGES = `select id, conversation_id, seq, author_kind, BODY as body from event
  where kind = 'message_added' order by conversation_id, seq`;

export function sqliteIn(folder: string): Database {
  const path = join(folder, 'hovorna.sqlite');
  return {
    kind: 'sqlite',
    url: `sqlite:${path}`,
    async messages() {
      const db = new DatabaseSync(path, { readOnly: true });
      try {
        return db.prepare(MESSAGES.replace('BODY', 'json(body)')).all().map(toMessage);
      } finally {
        db.close();
      }
    },
    drop: async () => undefined,
  };
}

/** A new database on the server that `tools/test.sh` started. */
export async function newPostgres(): Promise<Database> {
  const server = process.env.HOVORNA_TEST_POSTGRES;
  if (!server) throw new Error('HOVORNA_TEST_POSTGRES names no server: run `make test STEPS=faults`');
  const name = `e2e_${randomBytes(6).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await ask(server, `create database ${name}`);
  return {
    kind: 'postgres',
    url: url.href,
    messages: async () => (await ask(url.href, MESSAGES.replace('BODY', 'body::text'))).map(toMessage),
    drop: async () => void (await ask(server, `drop database if exists ${name} with (force)`)),
  };
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

function toMessage(row: Record<string, unknown>): StoredMessage {
  const body = JSON.parse(String(row.body)) as { text: string };
  return {
    id: uuidOf(row.id),
    conversation: uuidOf(row.conversation_id),
    seq: Number(row.seq),
    from: row.author_kind === 'client' ? 'client' : 'operator',
    text: body.text,
  };
}

/** SQLite keeps ids as 16 bytes. */
function uuidOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const hex = Buffer.from(value as Uint8Array).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
