/** Requests of this widget to our server, across origins and without cookies: a header says who asks. */
import { problemOf, Unreachable } from '@hovorna/shared/api/problem.ts';
import type { Added, Attachment, ClientMessage } from './contract.ts';
import type { Letter } from './outbox.ts';
import { put } from './put.ts';

/** A line can hang without failing; after this long the answer is taken as lost. */
const PATIENCE_MS = 15_000;

export class Api {
  readonly #base: string;
  readonly #token: () => string | undefined;

  constructor(base: string, token: () => string | undefined) {
    this.#base = `${base}/widget/v1`;
    this.#token = token;
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.#ask(path, { method: 'GET' });
  }

  post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#ask(path, { method: 'POST', body: JSON.stringify(body) });
  }

  say({ id, conversation, text, files, reply }: Letter): Promise<Added> {
    const message: ClientMessage = { id, conversation, text };
    if (files?.length) message.files = files.map((it) => it.id);
    if (reply) message.reply_to = reply.seq;
    return this.post('/messages', message);
  }

  upload(
    path: string,
    name: string,
    body: File,
    onpart: (part: number) => void,
    signal: AbortSignal,
  ): Promise<Attachment> {
    const url = `${this.#base}${path}?name=${encodeURIComponent(name)}`;
    return put({ url, token: this.#token() ?? '', body, onpart, signal });
  }

  live(widget: string): string {
    return `${this.#base.replace(/^http/, 'ws')}/live?widget=${encodeURIComponent(widget)}`;
  }

  async #ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
    const headers: Record<string, string> = {};
    const token = this.#token();
    if (token) headers['x-hovorna-client'] = token;
    if (init.body) headers['content-type'] = 'application/json';
    let response: Response;
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      response = await fetch(this.#base + path, { ...init, headers, credentials: 'omit', signal });
    } catch (cause) {
      throw new Unreachable(path, { cause });
    }
    if (!response.ok) throw await problemOf(response);
    const text = await response.text().catch((cause) => {
      throw new Unreachable(path, { cause });
    });
    return (text ? JSON.parse(text) : undefined) as Answer;
  }
}
