/** What is behind the links of messages, as the server tells it. Asked once for each message and kept while the page is. */
import { desk as api } from '@hovorna/shared/api';
import type { LinkPreview } from '@hovorna/shared/contract';

const KEPT = 500;

export class LinkPreviews {
  /** Null: there is nothing to show. */
  readonly #known = new Map<string, LinkPreview | null>();
  readonly #asked = new Map<string, Promise<LinkPreview | null>>();

  constructor(private readonly ask: typeof api.link = api.link) {}

  /** What is known already; undefined: nobody has asked. */
  known(conversation: string, seq: number): LinkPreview | null | undefined {
    return this.#known.get(`${conversation} ${seq}`);
  }

  /** Of one message at a time one question is on its way. What failed is asked again the next time it is shown. */
  of(conversation: string, seq: number): Promise<LinkPreview | null> {
    const key = `${conversation} ${seq}`;
    const asked = this.#asked.get(key);
    if (asked !== undefined) return asked;
    const answer = this.#answer(conversation, seq, key);
    this.#asked.set(key, answer);
    return answer;
  }

  async #answer(conversation: string, seq: number, key: string): Promise<LinkPreview | null> {
    try {
      const preview = (await this.ask(conversation, seq)) ?? null;
      const oldest = this.#known.keys().next();
      if (this.#known.size >= KEPT && !oldest.done) this.#known.delete(oldest.value);
      this.#known.set(key, preview);
      return preview;
    } catch {
      // A preview is an extra: without it the link is a link.
      return null;
    } finally {
      this.#asked.delete(key);
    }
  }
}
