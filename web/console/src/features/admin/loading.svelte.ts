/** Something the page needs from the server before it can draw: on its way, here, or failed with words. */
import { failureOf, type Failure } from './failure.ts';

export type LoadingState<Value> =
  | { status: 'loading' }
  | { status: 'ready'; value: Value }
  | { status: 'failed'; failure: Failure };

export class Loading<Value> {
  state: LoadingState<Value> = $state.raw({ status: 'loading' });
  #asked = 0;

  constructor(readonly ask: () => Promise<Value>) {
    void this.again();
  }

  /** Shows the skeleton again and asks anew. */
  again(): Promise<void> {
    this.state = { status: 'loading' };
    return this.refresh();
  }

  /** Asks anew while the present value stays in view; only the last answer counts. */
  async refresh(): Promise<void> {
    const mine = ++this.#asked;
    let next: LoadingState<Value>;
    try {
      next = { status: 'ready', value: await this.ask() };
    } catch (error) {
      if (this.state.status === 'ready') return;
      next = { status: 'failed', failure: failureOf(error) };
    }
    if (mine === this.#asked) this.state = next;
  }

  /** Puts a value in place that the page knows to be so, such as the answer of a save. */
  put(value: Value): void {
    this.#asked++;
    this.state = { status: 'ready', value };
  }
}
