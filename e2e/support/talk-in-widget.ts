/** A client who talks with an operator through the widget on a page. */
import { expect, type Browser, type BrowserContextOptions } from '@playwright/test';
import type { ConversationView } from '../../web/shared/src/generated/ConversationView.ts';
import type { Desk } from './desk.ts';
import { Visitor } from './pages.ts';

/** The operator takes the client who waits; gives the conversation's id. */
export async function accepted(desk: Desk): Promise<string> {
  const operator = desk.operators[0]!;
  await expect.poll(async () => (await operator.workspace()).queue.length).toBe(1);
  const { id } = (await operator.workspace()).queue[0]!;
  await operator.get('POST', `/conversations/${id}/accept`);
  return id;
}

/** Jana came in with her first words and an operator has joined. */
export async function inTalk(
  desk: Desk,
  browser: Browser,
  page = `${desk.server.url}/demo`,
  options: BrowserContextOptions = {},
): Promise<{ visitor: Visitor; id: string }> {
  const visitor = await Visitor.open(browser, page, options);
  await visitor.enter('Jana', 'First words');
  const id = await accepted(desk);
  await expect(visitor.panel.getByText(/Operator 1 joined/)).toBeVisible();
  return { visitor, id };
}

/** What was said, as the operator has it: the words and the names of the files. */
export async function saidIn(desk: Desk, id: string) {
  const view = await desk.operators[0]!.get<ConversationView>('GET', `/conversations/${id}`);
  return view.events.flatMap((event) =>
    event.kind === 'message_added'
      ? [{ seq: event.seq, text: event.text, files: event.files.map((it) => it.name), reply: event.reply_to }]
      : [],
  );
}
