/** One upload. XMLHttpRequest, because fetch does not tell how far it has got. */
import { problemOf, Unreachable } from '@hovorna/shared/api/problem.ts';

/** An upload that has not moved for this long is taken as lost. */
const STANDS_STILL_MS = 30_000;

export interface Put {
  url: string;
  token: string;
  body: Blob;
  /** How much has gone out, 0 to 1. */
  onpart: (part: number) => void;
  signal: AbortSignal;
}

export function put<Answer>({ url, token, body, onpart, signal }: Put): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout>;
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STANDS_STILL_MS);
    };
    const abort = () => request.abort();
    request.upload.onprogress = ({ loaded }) => {
      moved();
      onpart(loaded / (body.size || 1));
    };
    request.onloadend = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      const { status, responseText } = request;
      try {
        if (status >= 200 && status < 300) resolve(JSON.parse(responseText));
        else if (status < 200) reject(new Unreachable(url));
        else void problemOf(new Response(responseText, { status })).then(reject);
      } catch {
        reject(new Unreachable(url));
      }
    };
    signal.addEventListener('abort', abort);
    request.open('PUT', url);
    request.setRequestHeader('x-hovorna-client', token);
    // What the file is, the server finds out from its bytes.
    request.setRequestHeader('content-type', 'application/octet-stream');
    moved();
    request.send(body);
  });
}
