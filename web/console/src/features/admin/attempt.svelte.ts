/** One attempt at a time to change something on the server, and what is to be said about it. */
import { focusWrong } from './focusWrong.ts';
import { failureOf, type Failure, type FieldCode } from './failure.ts';

export class Attempt {
  isRunning = $state(false);
  failure: Failure | null = $state(null);

  /** What the page found wrong before sending; replaced by the server's answer. */
  refuse(fields: Record<string, FieldCode>, said: string): void {
    this.failure = { said, fields, isGone: false, isForbidden: false };
    void focusWrong();
  }

  /** The answer, or undefined when it failed or another attempt is still under way. */
  async run<Answer>(work: () => Promise<Answer>, inUse?: string): Promise<Answer | undefined> {
    if (this.isRunning) return undefined;
    this.isRunning = true;
    this.failure = null;
    try {
      return await work();
    } catch (error) {
      this.failure = failureOf(error, inUse);
      if (Object.keys(this.failure.fields).length > 0) void focusWrong();
      return undefined;
    } finally {
      this.isRunning = false;
    }
  }

  /** Why this field was refused. A field inside a list is named `form.2`, its list `form`. */
  field(name: string): FieldCode | null {
    return this.failure?.fields[name] ?? null;
  }
}
