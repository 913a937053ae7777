/** A real mail server (aiosmtpd) for a test: it takes mails, keeps them in a folder and may be ended. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from './test.ts';

const SCRIPT = join(import.meta.dirname, '../../tools/test/smtp.py');

export interface Received {
  from: string;
  to: string[];
  encrypted: boolean;
  headers: Record<string, string>;
  text: string;
  html: string | null;
}

export class MailServer {
  private constructor(
    readonly port: number,
    readonly folder: string,
    readonly security: 'none' | 'starttls' | 'tls',
    readonly process: ChildProcess,
  ) {}

  static async start(security: 'none' | 'starttls' | 'tls' = 'starttls'): Promise<MailServer> {
    const folder = mkdtempSync(join(tmpdir(), 'hovorna-smtp-'));
    const child = spawn(python(), [SCRIPT, folder, '--security', security], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new MailServer(Number(port), folder, security, child);
  }

  /** The certificate that signed its own. */
  get authority(): string {
    return readFileSync(join(this.folder, 'authority.pem'), 'utf8');
  }

  /** What an administrator would set. */
  get settings() {
    return {
      ...{ host: 'localhost', port: this.port, security: this.security, language: 'en' },
      ...{ user: 'desk', password: 'correct horse', authority: this.authority },
      ...{ from_address: 'desk@example.com', from_name: 'Example' },
    };
  }

  get received(): Received[] {
    const file = join(this.folder, 'received');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Received);
  }

  /** From now on it behaves like this; see `smtp.py`. */
  behaves(how: object): void {
    const beside = join(this.folder, 'behaviour.new');
    writeFileSync(beside, JSON.stringify(how));
    renameSync(beside, join(this.folder, 'behaviour'));
  }

  /** Waits for a mail to this address. */
  async mailTo(address: string, count = 1): Promise<Received> {
    const found = () => this.received.filter((mail) => mail.to.includes(address));
    await expect.poll(() => found().length, { timeout: 30_000 }).toBe(count);
    return found()[count - 1]!;
  }

  end(): void {
    this.process.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A second Python may stand before Debian's own, which has the package. */
function python(): string {
  const found = ['/usr/bin/python3', 'python3'].find((one) => {
    try {
      execFileSync(one, ['-c', 'import aiosmtpd'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined)
    throw new Error('aiosmtpd is missing; on Debian: apt-get install python3-aiosmtpd');
  return found;
}
