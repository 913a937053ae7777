/**
 * The live line: one socket that carries news, kept up for days.
 *
 * It opens again by itself after a loss, waiting longer after each failure; finds a dead line by
 * asking (a sleeping laptop's socket looks open for minutes); tries at once when the browser is
 * back online or the page is shown again. What the frames mean is not its business.
 */
import { backoffMs } from './backoff.ts';

export type LineStatus =
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** Lost; the next try comes at `retryAt` (milliseconds of this computer's clock). */
  | { kind: 'waiting'; retryAt: number }
  | { kind: 'closed' };

export interface LineOptions<Up> {
  /** Where to connect; asked before each try. */
  address: () => string;
  /** A frame that the server answers, so that silence means a dead line. */
  ping: () => Up;
  onstatus: (status: LineStatus) => void;
  /** The line is up, the first time or again: say what to hear, then read the state anew. */
  onopen: () => void;
  onframe: (frame: unknown) => void;
}

/** Without any frame for this long the line is asked whether it lives. */
const QUIET_MS = 20_000;
/** An answer must come within this. */
const ANSWER_MS = 6_000;
/** A socket that has not opened by now will not. */
const OPENING_MS = 10_000;
/** A clock that ticks every so often and comes this late means that the computer slept. */
const TICK_MS = 2_000;
const SLEPT_MS = 8_000;

export class Line<Up> {
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #heardAt = 0;
  #stopped = true;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #tickedAt = 0;
  readonly #options: LineOptions<Up>;

  constructor(options: LineOptions<Up>) {
    this.#options = options;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    addEventListener('online', this.#wake);
    addEventListener('offline', this.#doubt);
    addEventListener('focus', this.#wake);
    document.addEventListener('visibilitychange', this.#wake);
    this.#tickedAt = Date.now();
    this.#ticker = setInterval(this.#tick, TICK_MS);
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    removeEventListener('online', this.#wake);
    removeEventListener('offline', this.#doubt);
    removeEventListener('focus', this.#wake);
    document.removeEventListener('visibilitychange', this.#wake);
    clearInterval(this.#ticker);
    this.#drop();
    this.#options.onstatus({ kind: 'closed' });
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Sends a fleeting frame; while the line is down it is simply not said. */
  send(frame: Up): void {
    if (this.isOpen) this.#socket?.send(JSON.stringify(frame));
  }

  /** Does not wait for the next try. */
  tryNow(): void {
    if (!this.#stopped && this.#socket === null) this.#connect();
  }

  #connect(): void {
    clearTimeout(this.#timer);
    this.#options.onstatus({ kind: 'connecting' });
    const socket = new WebSocket(this.#options.address());
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#lost(socket), OPENING_MS);
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#failures = 0;
      this.#options.onstatus({ kind: 'open' });
      this.#heard();
      this.#options.onopen();
    };
    socket.onmessage = (message: MessageEvent<string>) => {
      if (socket !== this.#socket) return;
      this.#heard();
      this.#options.onframe(JSON.parse(message.data));
    };
    socket.onclose = () => this.#lost(socket);
  }

  #heard(): void {
    this.#heardAt = Date.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#doubt, QUIET_MS);
  }

  /** Asks for a sign of life and gives the line up without one. */
  #doubt = (): void => {
    const socket = this.#socket;
    if (socket === null || socket.readyState !== WebSocket.OPEN) return;
    this.send(this.#options.ping());
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lost(socket), ANSWER_MS);
  };

  /** Timers stand still while the computer sleeps, and nothing else tells that it has woken up. */
  #tick = (): void => {
    const now = Date.now();
    const slept = now - this.#tickedAt > SLEPT_MS;
    this.#tickedAt = now;
    if (!slept) return;
    if (this.#socket === null) this.tryNow();
    else this.#doubt();
  };

  #wake = (): void => {
    if (document.visibilityState === 'hidden') return;
    if (this.#socket === null) this.tryNow();
    else if (Date.now() - this.#heardAt > ANSWER_MS) this.#doubt();
  };

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#drop();
    if (this.#stopped) return;
    this.#failures += 1;
    const wait = backoffMs(this.#failures);
    this.#options.onstatus({ kind: 'waiting', retryAt: Date.now() + wait });
    this.#timer = setTimeout(() => this.#connect(), wait);
  }

  #drop(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
