/** One request to our server. Every failure is a `Problem` or `Unreachable`, nothing else. */
import { problemOf, Unreachable } from './problem.ts';

/** A line can hang without failing; after this long the answer is taken as lost. */
const PATIENCE_MS = 20_000;
/** The same of a file that goes up. */
const FILE_PATIENCE_MS = 60_000;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What is said goes as JSON, a file as it is. */
export async function request<Answer>(
  method: Method,
  path: string,
  body?: unknown,
  more: Pick<RequestInit, 'keepalive'> = {},
): Promise<Answer> {
  const response = await answer(method, path, body, more);
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204 || response.headers.get('content-length') === '0')
    return undefined as Answer;
  try {
    return (await response.json()) as Answer;
  } catch {
    throw new Unreachable(`${method} ${path}: the answer broke off`);
  }
}

async function answer(
  method: Method,
  path: string,
  body: unknown,
  more: RequestInit,
): Promise<Response> {
  const init: RequestInit = {
    ...more,
    method,
    signal: AbortSignal.timeout(body instanceof Blob ? FILE_PATIENCE_MS : PATIENCE_MS),
    headers: {},
  };
  if (body instanceof Blob) {
    init.body = body;
    init.headers = { 'content-type': 'application/octet-stream' };
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { 'content-type': 'application/json' };
  }
  try {
    return await fetch(path, init);
  } catch (cause) {
    throw new Unreachable(`${method} ${path}: no answer`, { cause });
  }
}
