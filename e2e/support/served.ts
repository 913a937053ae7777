/** An operator before an open conversation with a client who is driven over the API. */
import type { Browser, Locator, Page } from '@playwright/test';
import { type Desk, openDesk } from './desk.ts';
import { Console } from './pages.ts';
import { Client, type Operator } from './people.ts';

export interface Served {
  desk: Desk;
  operator: Operator;
  client: Client;
  console: Console;
  page: Page;
  thread: Locator;
}

export async function openServed(browser: Browser, name = 'Jana', opened?: Desk): Promise<Served> {
  const desk = opened ?? (await openDesk({ operators: 1 }));
  const operator = desk.operators[0]!;
  const client = new Client(desk.server.url);
  await client.enter(name);
  await operator.get('POST', `/conversations/${client.conversation}/accept`);
  const console = await Console.open(browser, desk.server.url);
  const { page } = console;
  await console.signIn(operator);
  await page.goto(`${desk.server.url}/?conversation=${client.conversation}`);
  await console.stage(name).waitFor();
  return { desk, operator, client, console, page, thread: page.getByRole('log') };
}

/** What was said last, as the client has it. */
export async function lastSaid(client: Client): Promise<string> {
  const last = (await client.current()).events.at(-1);
  return last !== undefined && 'text' in last ? (last.text ?? '') : '';
}
