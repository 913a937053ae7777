/** The real binary, with a data folder and a port of its own. It can be stopped, killed and started again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Database, newPostgres, sqliteIn } from './database.ts';

const BINARY = process.env.HOVORNA_BIN ?? join(import.meta.dirname, '../../target/debug/hovorna');

/** Tests come from one address and are faster than people. */
const LIMITS = `[limits]
sign_ins_per_address = 1000000
entries_per_address = 1000000
entries_per_client = 1000000
messages_per_client = 1000000
client_requests_per_address = 1000000
requests_per_operator = 1000000
sockets_per_address = 1000000
`;

export class Server {
  #process: ChildProcess | null = null;
  #said = '';

  private constructor(
    readonly port: number,
    readonly folder: string,
    readonly database: Database,
  ) {}

  /** `settings`: lines of the configuration file before its limits. */
  static async start(kind: Database['kind'] = 'sqlite', limits = LIMITS, settings = ''): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), 'hovorna-e2e-'));
    writeFileSync(join(folder, 'hovorna.toml'), `${settings}\n${limits}`);
    const database = kind === 'sqlite' ? sqliteIn(folder) : await newPostgres();
    const server = new Server(await freePort(), folder, database);
    await server.run();
    return server;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Printed, a moment after it is ready, until an administrator exists. */
  async setUpToken(): Promise<string> {
    for (let tries = 0; tries < 400; tries++) {
      const token = /^Set-up token: (\S+)$/m.exec(this.#said)?.[1];
      if (token !== undefined) return token;
      await pause(25);
    }
    throw new Error(`The server printed no set-up token:\n${this.#said}`);
  }

  /** Starts it and waits until it is ready. */
  async run(): Promise<void> {
    this.#said = '';
    const child = spawn(BINARY, ['serve', '--listen', `127.0.0.1:${this.port}`, ...this.#common()], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, HOVORNA_LOG: process.env.HOVORNA_LOG ?? 'warn' },
    });
    this.#process = child;
    child.stdout.on('data', (chunk: Buffer) => (this.#said += chunk));
    child.stderr.on('data', (chunk: Buffer) => (this.#said += chunk));
    for (let tries = 0; !(await this.#isReady()); tries++) {
      if (child.exitCode !== null || tries > 600) throw new Error(`The server did not start:\n${this.#said}`);
      await pause(25);
    }
  }

  async #isReady(): Promise<boolean> {
    const ready = await fetch(`${this.url}/health/ready`).catch(() => null);
    return ready?.ok === true && this.#said.includes('Demo company:');
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** Stops it and throws away all it kept. */
  async discard(): Promise<void> {
    await this.kill();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What the server said on both its outputs since it was started. */
  get said(): string {
    return this.#said;
  }

  /** By the command line, beside the running server. */
  addUser(
    email: string,
    name: string,
    role: 'administrator' | 'supervisor' | 'operator',
    password: string,
  ): void {
    const args = ['user', 'add', '--email', email, '--name', name, '--role', role, '--password-stdin'];
    execFileSync(BINARY, [...args, ...this.#common()], {
      input: password,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
  }

  #common(): string[] {
    return [
      ...['--data', this.folder, '--database', this.database.url],
      ...['--config', join(this.folder, 'hovorna.toml')],
    ];
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
