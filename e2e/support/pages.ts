/** What a person sees and presses: the console, the demo page and the widget on it, by their words. */
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from '@playwright/test';
import { PASSWORD } from './people.ts';

export interface Account {
  name: string;
  email: string;
  password?: string;
}

export class Console {
  private constructor(readonly page: Page) {}

  /** Every person has a browser profile of his or her own. */
  static async open(browser: Browser, url: string): Promise<Console> {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await page.goto(url);
    return new Console(page);
  }

  async setUp(token: string, company: string, { name, email }: Account): Promise<void> {
    const { page } = this;
    await page.getByLabel('Set-up token').fill(token);
    await page.getByLabel('Company').fill(company);
    await page.getByLabel('Your name').fill(name);
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('button', { name: 'Open the workspace' }).click();
    await this.heading.waitFor();
  }

  async signIn(account: Account): Promise<void> {
    await signIn(this.page, account);
  }

  get heading(): Locator {
    return this.page.getByRole('heading', { name: 'Waiting', exact: true });
  }

  waiting(client: string): Locator {
    return this.page.locator('[data-row]').filter({ hasText: client });
  }

  preview(client: string): Locator {
    return this.page.getByRole('dialog', { name: `Preview ${client}` });
  }

  async openPreview(client: string): Promise<Locator> {
    await this.waiting(client).hover();
    await this.page.getByRole('button', { name: `Preview ${client}` }).click();
    return this.preview(client);
  }

  async accept(client: string): Promise<void> {
    await this.waiting(client).hover();
    await this.page.getByRole('button', { name: `Accept ${client}` }).click();
    await this.stage(client).waitFor();
  }

  /** The heading of the open conversation. */
  stage(client: string): Locator {
    return this.page.locator('header.bar').getByRole('heading', { name: client });
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  async redirectTo(colleague: string, note: string): Promise<void> {
    const { page } = this;
    await page.locator('header.bar').getByRole('button', { name: 'Redirect' }).click();
    await page.getByRole('button', { name: 'Operator', exact: true }).click();
    await page.getByRole('option', { name: colleague }).click();
    await page.getByLabel('A word for whoever comes next').fill(note);
    await page.getByRole('button', { name: `Redirect to ${colleague}` }).click();
  }

  async end(result: string): Promise<void> {
    const { page } = this;
    await page.locator('header.bar').getByRole('button', { name: 'End', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: /End the conversation/ });
    await dialog.getByText(result, { exact: true }).click();
    await dialog.getByRole('button', { name: 'End conversation' }).click();
  }
}

/** The head of an open conversation that is one's own. */
export function bar(page: Page): Locator {
  return page.locator('header.bar').filter({ has: page.getByRole('button', { name: 'Redirect' }) });
}

/** Through the page of the console on which one signs in. */
export async function signIn(
  page: Page,
  { email, password = PASSWORD }: Omit<Account, 'name'>,
): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor();
}

/** A page with the widget on it. Its shadow root is open to the tests' locators. */
export class Visitor {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1200, height: 860 }, ...options });
    const page = await context.newPage();
    await page.goto(url);
    return new Visitor(context, page);
  }

  /** The same person in another tab. */
  async anotherTab(url: string): Promise<Visitor> {
    const page = await this.context.newPage();
    await page.goto(url);
    return new Visitor(this.context, page);
  }

  get launcher(): Locator {
    return this.page.getByRole('button', { name: /^(Ask us|Chat with us|Nobody is here)/ });
  }

  get panel(): Locator {
    return this.page.getByRole('dialog', { name: /^Chat, / });
  }

  get composer(): Locator {
    return this.panel.getByRole('textbox', { name: 'Message' });
  }

  async enter(name: string, message: string): Promise<void> {
    await this.launcher.click();
    await this.panel.getByRole('button', { name: /Write a message/ }).click();
    await this.panel.getByLabel(/What may we call you/).fill(name);
    await this.panel.getByLabel(/Your message/).fill(message);
    await this.panel.getByRole('button', { name: 'Start chat' }).click();
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Chooses files, as the button's dialog would. */
  async attach(...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
    await this.panel.locator('input[type=file]').setInputFiles(files);
  }

  /** The card of a file, in the composer or in the thread. */
  card(name: string): Locator {
    return this.panel.locator('.file').filter({ hasText: name });
  }

  bubble(text: string): Locator {
    return this.panel.locator('.bubble').filter({ hasText: text });
  }
}
