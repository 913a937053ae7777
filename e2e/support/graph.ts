/**
 * A stand-in for the interface of Messenger and WhatsApp, a process of its own: clients write through it, and it can be told
 * to refuse, to be slow, or to lose its answers. What it understands stands at the head of `fake_graph.py`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Operator } from './people.ts';

const SCRIPT = join(import.meta.dirname, 'fake_graph.py');
/** The real shapes, kept beside what reads them. */
const FIXTURES = join(import.meta.dirname, '../../crates/channels/fixtures');

export const KINDS = ['messenger', 'whatsapp'] as const;
export type Kind = (typeof KINDS)[number];

/** What the stand-in was made with. */
const APP = { app_secret: 'test-app-secret-0123456789abcdef', verify_token: 'test-verify-token' };
export const ACCOUNTS: Record<Kind, Record<string, string>> = {
  messenger: { ...APP, page_id: '112233445566778', access_token: 'page-test-token' },
  whatsapp: {
    ...APP,
    phone_number_id: '106540352242922',
    waba_id: '102290129340398',
    access_token: 'wa-test-token',
  },
};

/** A request the desk made. */
export interface Call {
  seq: number;
  product: Kind;
  /** `send`, `read`, `typing`, `sender_action`, `upload`, `download`, and the names of other edges. */
  kind: string;
  /** Null: it was given no answer. */
  status: number | null;
  body?: Record<string, unknown>;
  /** It was handed on to the client under this id, whatever was answered. */
  message_id?: string;
  at: number;
}

/** What the messenger calls the desk with: one of the shapes beside what reads them, or one of one's own. */
export interface Told {
  fixture?: string;
  payload?: object;
  replace?: Record<string, string>;
  /** The shape's moment becomes the present one. */
  retime?: boolean;
}

/** How a request fails; see the script. */
export interface Fault {
  count: number;
  mode?: 'error' | 'drop' | 'hang' | 'hold' | 'slow' | 'html' | 'accept_then_drop' | 'accept_then_5xx';
  code?: number;
  subcode?: number;
  http?: number;
  delay_s?: number;
  match?: { product?: Kind; kind?: string; path?: string; body?: string };
}

/** What a client writes. */
export interface Written {
  /** By whom: another client is another talk. */
  from: string;
  name?: string;
  text?: string;
  media?: {
    type: 'image' | 'video' | 'audio' | 'document' | 'sticker';
    mime: string;
    b64: string;
    caption?: string;
    filename?: string;
    /** Of a sound: it was spoken into the messenger. */
    voice?: boolean;
  };
  /** What the messenger shows of the client: a picture, or wherever it is said to be. */
  photo?: { b64: string; mime: string } | { url: string };
  reply_to?: string;
  /** The messenger's own id of the message. */
  id?: string;
  /** How often it is told. */
  duplicate?: number;
}

export class Graph {
  private constructor(
    readonly url: string,
    readonly process: ChildProcess,
  ) {}

  static async start(): Promise<Graph> {
    const child = spawn('python3', [SCRIPT, '--port', '0', '--fixtures', FIXTURES, '--quiet'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = once(child, 'exit').then(() => Promise.reject(new Error('the stand-in did not start')));
    const [said] = (await Promise.race([once(createInterface(child.stdout), 'line'), gone])) as [string];
    gone.catch(() => undefined);
    const url = /http:\/\/\S+/.exec(said)?.[0];
    if (url === undefined) throw new Error(`the stand-in says nothing of its address: ${said}`);
    return new Graph(url, child);
  }

  end(): void {
    this.process.kill('SIGKILL');
  }

  /** Changes how it behaves. */
  async tell(how: object): Promise<void> {
    await this.#ask('POST', '/__control', how);
  }

  /** From now on requests fail so, the first of these that fits. */
  fails(...faults: Fault[]): Promise<void> {
    return this.tell({ clear_fail: true, fail: faults });
  }

  /** From now on nothing fails. */
  behaves(): Promise<void> {
    return this.tell({ clear_fail: true });
  }

  /** A client writes; returns the messenger's id of the message once the desk has taken it. */
  async writes(kind: Kind, what: Written): Promise<string> {
    const told = await this.#ask<{ message_id: string }>('POST', '/__inbound', { product: kind, ...what });
    return told.message_id;
  }

  /** The messenger tells something else than what a client writes. */
  async tells(kind: Kind, what: Told): Promise<void> {
    await this.#ask('POST', '/__deliver', { product: kind, ...what });
  }

  /** What the desk sent to clients, in order. */
  async calls(kind: Kind, what = 'send'): Promise<Call[]> {
    const { calls } = await this.#ask<{ calls: Call[] }>('GET', `/__calls?product=${kind}&kind=${what}`);
    return calls;
  }

  /** The words that reached clients, or may have: requests that were taken, answered or not. */
  async texts(kind: Kind): Promise<string[]> {
    return (await this.calls(kind)).filter((call) => call.message_id !== undefined).map(textOf);
  }

  async #ask<Body>(method: string, path: string, body?: object): Promise<Body> {
    const init = { method, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(this.url + path, init);
    const told = (await response.json()) as Body;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(told)}`);
    return told;
  }
}

/** The words of a message that was sent. */
function textOf({ body }: Call): string {
  const { text, message } = (body ?? {}) as { text?: { body?: string }; message?: { text?: string } };
  return text?.body ?? message?.text ?? '';
}

/** What happens between a client and the page; an echo is the page's own word. `standby`: another program has the talk. */
export function ofPage(client: string, what: object, list: 'messaging' | 'standby' = 'messaging'): Told {
  const [us, them] = [{ id: ACCOUNTS.messenger.page_id }, { id: client }];
  const isEcho = 'message' in what && (what.message as { is_echo?: boolean }).is_echo === true;
  const [sender, recipient] = isEcho ? [us, them] : [them, us];
  const [time, timestamp] = [Date.now(), Date.now()];
  return {
    payload: {
      object: 'page',
      entry: [{ ...us, time, [list]: [{ sender, recipient, timestamp, ...what }] }],
    },
  };
}

/** Connects the desk with the stand-in's page or number, for the group of this operator. */
export async function connect(graph: Graph, by: Operator, kind: Kind): Promise<{ id: string }> {
  const { groups } = await by.workspace();
  const channel = await by.get<{ id: string }>('POST', '/channels', {
    ...{ kind, name: kind === 'messenger' ? 'Acme page' : 'Acme number' },
    ...{ target: { group: groups[0]!.id }, settings: ACCOUNTS[kind], routing: [] },
  });
  await graph.tell({ callback: { [kind]: `${by.base}/hooks/${kind}/${channel.id}` } });
  return channel;
}
