/**
 * A proxy that does to requests what networks do: cuts them before or after they arrive, delivers them
 * late, twice, or overtaken by later ones; and breaks live lines in the middle.
 */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Harm {
  cutBefore: number;
  cutAfter: number;
  late: number;
  twice: number;
  lines: number;
}

export class BadNetwork {
  /** How often each harm was done: a test that harms nothing proves nothing. */
  readonly done: Harm = { cutBefore: 0, cutAfter: 0, late: 0, twice: 0, lines: 0 };
  readonly #lines = new Set<Socket>();
  readonly #http: Server;
  readonly #random: () => number;
  #isBad = false;

  private constructor(
    readonly target: number,
    seed: number,
  ) {
    this.#random = numbersFrom(seed);
    this.#http = createServer((incoming, outgoing) => void this.#pass(incoming, outgoing));
    this.#http.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) =>
      this.#join(incoming, socket, head),
    );
  }

  static async before(port: number, seed = 1): Promise<BadNetwork> {
    const network = new BadNetwork(port, seed);
    network.#http.listen(0, '127.0.0.1');
    await once(network.#http, 'listening');
    return network;
  }

  get url(): string {
    const address = this.#http.address();
    return `http://localhost:${address !== null && typeof address === 'object' ? address.port : 0}`;
  }

  set isBad(isBad: boolean) {
    this.#isBad = isBad;
  }

  /** Breaks about a third of all live lines. */
  breakLines(): void {
    for (const socket of this.#lines)
      if (this.#random() < 0.33) {
        this.done.lines += 1;
        socket.destroy();
      }
  }

  close(): void {
    for (const socket of this.#lines) socket.destroy();
    this.#http.close();
    this.#http.closeAllConnections();
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>));
    const fate = this.#isBad && incoming.method === 'POST' ? this.#random() : 1;
    const cut = () => void incoming.socket.destroy();
    if (fate < 0.1) {
      this.done.cutBefore += 1;
      return cut();
    }
    // Held back for longer than the next request takes: it is overtaken.
    if (fate >= 0.2 && fate < 0.4) {
      this.done.late += 1;
      await pause(50 + this.#random() * 400);
    }
    const twice = fate >= 0.4 && fate < 0.6;
    const answer = await this.#deliver(incoming, body).catch(() => null);
    if (twice) {
      this.done.twice += 1;
      // The copy arrives when the conversation has gone on.
      void pause(this.#random() * 500).then(() => this.#deliver(incoming, body).catch(() => null));
    }
    if (fate < 0.2) this.done.cutAfter += 1;
    if (answer === null || fate < 0.2) return cut();
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }

  async #deliver(incoming: IncomingMessage, body: Buffer) {
    const onward = request({
      ...{ host: '127.0.0.1', port: this.target, path: incoming.url, method: incoming.method },
      headers: incoming.headers,
    });
    onward.end(body);
    const [response] = (await once(onward, 'response')) as [IncomingMessage];
    const answer = Buffer.concat(await Array.fromAsync(response as AsyncIterable<Buffer>));
    const { 'transfer-encoding': _, connection: __, ...headers } = response.headers;
    return { status: response.statusCode ?? 502, headers, body: answer };
  }

  #join(incoming: IncomingMessage, socket: Socket, head: Buffer): void {
    const onward = connect(this.target, '127.0.0.1');
    const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
    for (let i = 0; i < incoming.rawHeaders.length; i += 2)
      lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
    onward.write(`${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    socket.pipe(onward).pipe(socket);
    this.#lines.add(socket);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
    socket.on('close', () => this.#lines.delete(socket));
  }
}

/** The same numbers for the same seed, so that a finding can be found again (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
