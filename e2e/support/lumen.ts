/**
 * Lumen, the made-up company of `hovorna demo`, in the middle of a shift: who works there, who talks and who
 * waits is told in `crates/testkit/src/lumen`. And what happens there while a test looks.
 */
import { createHash } from 'node:crypto';
import { uuid7 } from '../../web/shared/src/api/uuid7.ts';
import type { User } from '../../web/shared/src/generated/User.ts';
import { ClientLine } from './line.ts';
import { Client, Operator } from './people.ts';
import { Server } from './server.ts';

/** Who waits for Klára. */
export const WAITING = 9;

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

export class Lumen {
  readonly #lines: ClientLine[] = [];

  private constructor(
    readonly server: Server,
    /** The administrator, who also talks with clients; signed in. */
    readonly klara: Operator,
  ) {}

  /** `settings`: as of `Server.start`. */
  static async open(settings?: string): Promise<Lumen> {
    const server = await Server.demo(settings);
    const { email, password } = server.account;
    return new Lumen(server, await new Operator(server.url, email, 'Klára Nováková', password).signIn());
  }

  /** Somebody who works there, signed in. All have the same password. */
  async person(name: string): Promise<Operator> {
    const { items } = await this.klara.get<{ items: User[] }>('GET', '/users');
    const user = items.find((it) => it.name === name);
    if (user === undefined) throw new Error(`${name} does not work here`);
    return new Operator(this.server.url, user.email, name, this.server.account.password).signIn();
  }

  /** The talk that Klára has with this client. */
  async talkWith(client: string): Promise<string> {
    const { mine } = await this.klara.workspace();
    const talk = mine.find((row) => row.client.name === client);
    if (talk === undefined) throw new Error(`Klára does not talk with ${client}`);
    return talk.id;
  }

  /** Somebody comes in while everybody looks. */
  async comeIn(): Promise<void> {
    const client = new Client(this.server.url, 'muj-lumen', CHROME);
    await client.enter('Oleksandr Kovalenko', { language: 'uk' });
    await client.says(uuid7(), 'Добрий день, мені потрібна допомога з рахунком.');
    await this.#connect(client);
  }

  /** Jana is in the middle of a word, for as long as the server believes it. */
  async janaTypes(): Promise<void> {
    const name = 'Jana Procházková';
    const jana = new Client(this.server.url, 'demo', CHROME, this.#token(name));
    jana.conversation = await this.talkWith(name);
    const line = await this.#connect(jana);
    line.say({ type: 'typing', on: true, text: 'Dobře, a kdy to bude hot' });
  }

  async end(): Promise<void> {
    for (const line of this.#lines) line.close();
    await this.server.discard();
  }

  async #connect(client: Client): Promise<ClientLine> {
    const line = new ClientLine(client);
    await line.open();
    this.#lines.push(line);
    return line;
  }

  /** Of a client's browser: it follows from the password, so that each demo has others. */
  #token(client: string): string {
    const { password } = this.server.account;
    return createHash('sha256').update(`${password}/${client}`).digest('base64url');
  }
}
