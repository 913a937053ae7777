/** What a refused or lost request is: the server's `problem+json`, or no answer at all. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    /** Stable word for the cause, such as `taken` or `limit-reached`. */
    readonly code: string,
    /** A sentence for people, when the server has one. */
    readonly detail: string | undefined,
    /** Everything else the server said about it. */
    readonly body: Readonly<Record<string, unknown>>,
    /** The server asks to wait this long before the next try. */
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(detail ?? code);
  }

  /** Asking again later may help; otherwise the answer will stay no. */
  get isTemporary(): boolean {
    return this.status >= 500 || this.status === 408 || this.status === 425 || this.status === 429;
  }
}

/** The server could not be reached, or the answer got lost on the way. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

export async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const wait = Number(response.headers.get('retry-after') ?? body.retry_after);
  return new Problem(
    response.status,
    typeof body.code === 'string' ? body.code : `http-${response.status}`,
    typeof body.detail === 'string' ? body.detail : undefined,
    body,
    Number.isFinite(wait) && wait > 0 ? wait : undefined,
  );
}
