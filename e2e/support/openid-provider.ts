/** A real OpenID Connect provider for a test, on loopback: people sign in there on its own pages. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';

const SCRIPT = join(import.meta.dirname, 'openid/provider.mjs');

interface Person {
  email?: string;
  email_verified?: boolean;
  name?: string;
}

export class OpenIdProvider {
  private constructor(
    readonly issuer: string,
    readonly folder: string,
    readonly process: ChildProcess,
  ) {}

  /** One that sends people back to the server at this address. */
  static async start(desk: string, people: Record<string, Person>): Promise<OpenIdProvider> {
    const folder = mkdtempSync(join(tmpdir(), 'hovorna-openid-'));
    writeFileSync(join(folder, 'people.json'), JSON.stringify(people));
    const child = spawn(process.execPath, [SCRIPT, folder, `${desk}/api/v1/session/openid/callback`], {
      // It warns of being there for development.
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines = createInterface(child.stdout);
    const gone = once(child, 'exit').then(() => Promise.reject(new Error('the provider did not start')));
    const [issuer] = (await Promise.race([once(lines, 'line'), gone])) as [string];
    gone.catch(() => undefined);
    return new OpenIdProvider(issuer, folder, child);
  }

  /** What an administrator would set. */
  settings(more: object = {}) {
    return {
      ...{ on: true, name: 'Example ID', issuer: this.issuer, client_id: 'hovorna' },
      ...{ client_secret: 'correct horse battery', passwords: true },
      ...more,
    };
  }

  /** From now on these are its people. */
  knows(people: Record<string, Person>): void {
    writeFileSync(join(this.folder, 'people.json'), JSON.stringify(people));
  }

  /** On its page, where a browser was sent: says who it is. */
  async signIn(page: Page, subject: string): Promise<void> {
    await page.getByLabel('Subject').fill(subject);
    await page.getByRole('button', { name: 'Go on' }).click();
  }

  end(): void {
    this.process.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
