/** Live sockets as console and widget keep them: opened again after a loss, from the number they had. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientFrame } from '../../web/shared/src/generated/ClientFrame.ts';
import type { ConsoleFrame } from '../../web/shared/src/generated/ConsoleFrame.ts';
import type { Client, Operator } from './people.ts';

/** Node's own WebSocket takes headers, which browsers do not allow and the DOM's types do not know. */
const Socket = WebSocket as unknown as new (
  url: string,
  options: { headers: Record<string, string> },
) => WebSocket;

abstract class Line<Frame> {
  #socket: WebSocket | null = null;
  #stopped = false;
  #opened: (() => void)[] = [];
  #losses = 0;

  /** How often the line broke. */
  get losses(): number {
    return this.#losses;
  }

  protected abstract address(): string;
  protected abstract headers(): Record<string, string>;
  protected abstract greet(): void;
  protected abstract heard(frame: Frame): void;

  open(): Promise<void> {
    const opened = new Promise<void>((resolve) => this.#opened.push(resolve));
    this.#connect();
    return opened;
  }

  close(): void {
    this.#stopped = true;
    this.#socket?.close();
  }

  /** The line is up, and what was missed is here. */
  protected ready(): void {
    for (const tell of this.#opened.splice(0)) tell();
  }

  say(frame: unknown): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #connect(): void {
    const socket = new Socket(this.address().replace('http', 'ws'), { headers: this.headers() });
    this.#socket = socket;
    socket.onopen = () => this.greet();
    socket.onmessage = (message) => this.heard(JSON.parse(String(message.data)) as Frame);
    socket.onerror = () => undefined;
    socket.onclose = async () => {
      if (this.#stopped) return;
      this.#losses += 1;
      // As long as a browser would wait at least, or the port of a dead server is asked without end.
      await pause(50);
      if (!this.#stopped) this.#connect();
    };
  }
}

/** What one side heard of a conversation, in the order in which it came. */
export interface Heard {
  seq: number;
  id: string;
}

export class ClientLine extends Line<ClientFrame> {
  readonly messages: Heard[] = [];
  /** The number of the last event that came, and whatever came out of order. */
  last = 0;
  readonly disorder: string[] = [];

  constructor(readonly client: Client) {
    super();
  }

  protected address = () => `${this.client.base}/widget/v1/live?widget=${this.client.widget}`;
  protected headers = () => ({ origin: this.client.base });

  protected greet(): void {
    const { token, conversation } = this.client;
    this.say({ type: 'hello', token, conversation, after: this.last });
  }

  protected heard(frame: ClientFrame): void {
    if (frame.type === 'refused') this.disorder.push(`refused: ${frame.code}`);
    if (frame.type === 'hello') this.ready();
    if (frame.type !== 'events') return;
    for (const event of frame.events) {
      if (event.seq <= this.last) this.disorder.push(`${event.seq} after ${this.last}`);
      this.last = event.seq;
      if (event.kind === 'client_said' || event.kind === 'operator_said')
        this.messages.push({ seq: event.seq, id: event.id });
    }
  }
}

export class ConsoleLine extends Line<ConsoleFrame> {
  readonly messages = new Map<string, Heard[]>();
  readonly #last = new Map<string, number>();
  readonly disorder: string[] = [];
  readonly frames: ConsoleFrame[] = [];

  constructor(readonly operator: Operator) {
    super();
  }

  protected address = () => `${this.operator.base}/api/v1/live`;
  protected headers = () => ({ cookie: this.operator.cookie, origin: this.operator.base });

  follow(conversation: string, after = 0): void {
    this.#last.set(conversation, after);
    this.messages.set(conversation, []);
    this.say({ type: 'subscribe', conversation, after });
  }

  lastOf(conversation: string): number {
    return this.#last.get(conversation) ?? 0;
  }

  protected greet(): void {
    for (const [conversation, after] of this.#last) this.say({ type: 'subscribe', conversation, after });
  }

  protected heard(frame: ConsoleFrame): void {
    this.frames.push(frame);
    if (frame.type === 'hello') this.ready();
    if (frame.type === 'refused') this.disorder.push(`refused: ${frame.code}`);
    if (frame.type !== 'events') return;
    for (const event of frame.events) {
      const last = this.lastOf(frame.conversation);
      // Operators see every number, so a gap is as wrong as a repetition.
      if (event.seq !== last + 1) this.disorder.push(`${event.seq} after ${last}`);
      this.#last.set(frame.conversation, event.seq);
      if (event.kind === 'message_added')
        this.messages.get(frame.conversation)?.push({ seq: event.seq, id: event.id });
    }
  }
}
