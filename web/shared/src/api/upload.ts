/** A file on its way up: raw bytes under an id of our own, with progress, and a way to give up. */
import type { Attachment } from '../generated/Attachment.ts';
import { Problem, Unreachable } from './problem.ts';

export interface Upload {
  /** Rejects with a `Problem`, with `Unreachable`, or with `GivenUp`. */
  done: Promise<Attachment>;
  giveUp: () => void;
}

/** The person who sent it took it back. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

export interface UploadOptions {
  headers?: Readonly<Record<string, string>>;
  /** Part of the bytes that have gone, 0 to 1. */
  onprogress?: (part: number) => void;
}

/** No byte moved for this long: the line is dead. */
const IDLE_MS = 30_000;

/** XMLHttpRequest, because `fetch` tells nothing of what has gone up. */
export function upload(address: string, file: Blob, options: UploadOptions = {}): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<Attachment>((resolve, reject) => {
    let idle: ReturnType<typeof setTimeout> | undefined;
    let isIdle = false;
    const alive = () => {
      clearTimeout(idle);
      idle = setTimeout(() => {
        isIdle = true;
        request.abort();
      }, IDLE_MS);
    };
    request.upload.onprogress = ({ loaded, total }) => {
      alive();
      options.onprogress?.(total > 0 ? loaded / total : 0);
    };
    request.onload = () => {
      const body = bodyOf(request.responseText);
      if (request.status >= 200 && request.status < 300 && body !== null)
        resolve(body as unknown as Attachment);
      else if (body === null && request.status < 400)
        reject(new Unreachable(`PUT ${address}: the answer broke off`));
      else reject(problemOf(request, body ?? {}));
    };
    request.onerror = () => reject(new Unreachable(`PUT ${address}: no answer`));
    request.onabort = () =>
      reject(isIdle ? new Unreachable(`PUT ${address}: stood still`) : new GivenUp());
    request.onloadend = () => clearTimeout(idle);
    request.open('PUT', address);
    // Said for every kind: what the file is, the server finds out from its bytes.
    request.setRequestHeader('content-type', 'application/octet-stream');
    for (const [name, value] of Object.entries(options.headers ?? {}))
      request.setRequestHeader(name, value);
    alive();
    request.send(file);
  });
  return { done, giveUp: () => request.abort() };
}

function bodyOf(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function problemOf(request: XMLHttpRequest, body: Record<string, unknown>): Problem {
  const wait = Number(request.getResponseHeader('retry-after') ?? body.retry_after);
  return new Problem(
    request.status,
    typeof body.code === 'string' ? body.code : `http-${request.status}`,
    typeof body.detail === 'string' ? body.detail : undefined,
    body,
    Number.isFinite(wait) && wait > 0 ? wait : undefined,
  );
}
