/** Operators and clients who use the public API as console and widget do. */
import { randomBytes } from 'node:crypto';
import { uuid7 } from '../../web/shared/src/api/uuid7.ts';
import type { Added } from '../../web/shared/src/generated/Added.ts';
import type { Attachment } from '../../web/shared/src/generated/Attachment.ts';
import type { ClientConversation } from '../../web/shared/src/generated/ClientConversation.ts';
import type { ClientMessage } from '../../web/shared/src/generated/ClientMessage.ts';
import type { Enter } from '../../web/shared/src/generated/Enter.ts';
import type { NewMessage } from '../../web/shared/src/generated/NewMessage.ts';
import type { Workspace } from '../../web/shared/src/generated/Workspace.ts';

export const PASSWORD = 'a long enough password';

/** An answer, whatever it says. */
export interface Answer<Body> {
  status: number;
  body: Body;
}

/** What a refusal looks like. */
export interface Refusal {
  code: string;
  operator?: { id: string; name: string };
}

export class Operator {
  #cookie = '';
  id = '';

  constructor(
    public base: string,
    readonly email: string,
    readonly name: string,
    readonly password = PASSWORD,
  ) {}

  /** The same person, at another server. */
  at(base: string): Operator {
    return new Operator(base, this.email, this.name, this.password);
  }

  get cookie(): string {
    return this.#cookie;
  }

  async signIn(): Promise<this> {
    const response = await fetch(`${this.base}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: this.email, password: this.password }),
    });
    if (!response.ok)
      throw new Error(`${this.email} cannot sign in: ${response.status} ${await response.text()}`);
    this.#cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    this.id = ((await response.json()) as { operator: { id: string } }).operator.id;
    return this;
  }

  ask<Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    return ask<Body>(method, `${this.base}/api/v1${path}`, { cookie: this.#cookie }, body);
  }

  /** An answer that must be a good one. */
  async get<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    return good(method, path, await this.ask<Body>(method, path, body));
  }

  workspace(): Promise<Workspace> {
    return this.get<Workspace>('GET', '/workspace');
  }

  says(
    conversation: string,
    id: string,
    text: string,
    more: Partial<NewMessage> = {},
  ): Promise<Answer<Added>> {
    return this.ask<Added>('POST', `/conversations/${conversation}/messages`, { id, text, ...more });
  }

  /** Uploads a file; a message carries it then. */
  async uploads(conversation: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Attachment> {
    const path = `/conversations/${conversation}/files/${uuid7()}?name=${encodeURIComponent(name)}`;
    const init = { method: 'PUT', headers: { cookie: this.#cookie }, body: bytes };
    const response = await fetch(`${this.base}/api/v1${path}`, init);
    const body = (await response.json()) as Attachment;
    return good('PUT', path, { status: response.status, body });
  }
}

export class Client {
  conversation = '';

  constructor(
    public base: string,
    readonly widget = 'demo',
    /** What the client's browser says of itself. */
    readonly userAgent = 'node',
    /** By which its browser is known. */
    readonly token = randomBytes(32).toString('base64url'),
  ) {}

  ask<Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    const headers = { 'x-hovorna-client': this.token, 'user-agent': this.userAgent };
    return ask<Body>(method, `${this.base}/widget/v1${path}`, headers, body);
  }

  /** Called again after a lost answer it asks for the same conversation. */
  async enter(name: string, more: Partial<Enter> = {}): Promise<ClientConversation> {
    const id = (this.conversation ||= uuid7());
    const enter = { id, widget: this.widget, entry: 'chat', form: { name }, ...more };
    const answer = await this.ask<ClientConversation>('POST', '/conversations', enter);
    return good('POST', '/conversations', answer);
  }

  says(id: string, text: string): Promise<Answer<Added>> {
    return this.ask<Added>('POST', '/messages', { id, conversation: this.conversation, text });
  }

  /** Bytes into the own conversation; a message carries them then. */
  async uploads(name: string, bytes: Uint8Array): Promise<Attachment> {
    const path = `/conversations/${this.conversation}/files/${uuid7()}?name=${encodeURIComponent(name)}`;
    const response = await fetch(`${this.base}/widget/v1${path}`, {
      method: 'PUT',
      headers: { 'x-hovorna-client': this.token },
      body: Uint8Array.from(bytes),
    });
    return good('PUT', path, { status: response.status, body: (await response.json()) as Attachment });
  }

  /** With files that were uploaded, or in answer to a message. */
  async sends(message: Partial<ClientMessage>): Promise<Added> {
    const body = { id: uuid7(), conversation: this.conversation, text: '', ...message };
    return good('POST', '/messages', await this.ask<Added>('POST', '/messages', body));
  }

  async current(): Promise<ClientConversation> {
    const path = `/conversation?widget=${this.widget}`;
    return good('GET', path, await this.ask<ClientConversation>('GET', path));
  }
}

async function ask<Body>(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<Answer<Body>> {
  const init: RequestInit = { method, headers, signal: AbortSignal.timeout(15_000) };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...headers, 'content-type': 'application/json' };
  }
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Body };
}

function good<Body>(method: string, path: string, { status, body }: Answer<Body>): Body {
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}
