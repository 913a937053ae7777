/** The real binary, with a data folder and a port of its own. It can be stopped, killed and started again. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
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
  #account: { email: string; password: string } | null = null;

  private constructor(
    readonly port: number,
    readonly folder: string,
    readonly database: Database,
    readonly command: 'serve' | 'demo' = 'serve',
  ) {}

  /** `settings`: lines of the configuration file before its limits; `$URL` stands for where it will be. */
  static async start(kind: Database['kind'] = 'sqlite', limits = LIMITS, settings = ''): Promise<Server> {
    const port = await freePort();
    const folder = newFolder(settings.replaceAll('$URL', `http://localhost:${port}`), limits);
    const database = kind === 'sqlite' ? sqliteIn(folder) : await newPostgres();
    const server = new Server(port, folder, database);
    await server.run();
    return server;
  }

  /** One that does not run yet: there is nothing in its folder and its database. */
  static async prepared(kind: Database['kind'], settings = ''): Promise<Server> {
    const folder = newFolder(settings, LIMITS);
    const database = kind === 'sqlite' ? sqliteIn(folder) : await newPostgres();
    return new Server(await freePort(), folder, database);
  }

  /** Another server on the same database, with the same settings and key, that runs. Only PostgreSQL takes two. */
  static async beside(first: Server): Promise<Server> {
    const folder = newFolder('', '');
    for (const name of ['hovorna.toml', 'secret.key'])
      copyFileSync(join(first.folder, name), join(folder, name));
    const server = new Server(await freePort(), folder, first.database);
    await server.run();
    return server;
  }

  /** `hovorna demo`: a company in the middle of a shift. */
  static async demo(settings = ''): Promise<Server> {
    const folder = newFolder(settings, LIMITS);
    const server = new Server(await freePort(), folder, sqliteIn(join(folder, 'demo')), 'demo');
    await server.run();
    return server;
  }

  /** How to sign in at the demo's company. It was said once, when the company was made. */
  get account(): { email: string; password: string } {
    if (this.#account === null) throw new Error('the demo did not say how to sign in');
    return this.#account;
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
  async run(...more: string[]): Promise<void> {
    this.#said = '';
    const args = [this.command, '--listen', `127.0.0.1:${this.port}`, ...this.#common(), ...more];
    const child = spawn(BINARY, args, {
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
    const [, email, password] = /^Sign in as (\S+) with the password (\S+)$/m.exec(this.#said) ?? [];
    if (email !== undefined && password !== undefined) this.#account = { email, password };
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

  /** Another command, beside the running server. */
  tell(...command: string[]): void {
    execFileSync(BINARY, [...command, ...this.#common()], { stdio: ['ignore', 'ignore', 'pipe'] });
  }

  /** A command that takes its time, while the server runs and others talk with it; returns what it said. */
  async tellMeanwhile(...command: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(BINARY, [...command, ...this.#common()]);
    return stdout;
  }

  #common(): string[] {
    const config = ['--config', join(this.folder, 'hovorna.toml')];
    if (this.command === 'demo') return ['--data', join(this.folder, 'demo'), ...config];
    return ['--data', this.folder, '--database', this.database.url, ...config];
  }
}

/** Gone with the server. */
function newFolder(settings: string, limits: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hovorna-e2e-'));
  writeFileSync(join(folder, 'hovorna.toml'), `${settings}\n${limits}`);
  return folder;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
