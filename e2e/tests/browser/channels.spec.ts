/** Clients of Messenger and WhatsApp, from their first message into another operator's hands, through a stand-in for Meta. */
import { png } from '../../support/chosen-files.ts';
import type { Desk } from '../../support/desk.ts';
import { connect, type Graph, KINDS } from '../../support/graph.ts';
import { eachWithMessengers, JANA } from '../../support/messengers.ts';
import { Console } from '../../support/pages.ts';
import { expect, test } from '../../support/test.ts';

let graph: Graph;
let desk: Desk;

eachWithMessengers({ operators: 2 }, (it) => ({ graph, desk } = it));

for (const kind of KINDS) {
  test(`${kind}: a picture and its words are previewed, accepted, answered, read and passed on`, async ({
    browser,
  }) => {
    await graph.tell({ auto_status: { enabled: true, echo: true } });
    await connect(graph, desk.administrator, kind);
    const [first, second] = desk.operators;
    const mine = await Console.open(browser, desk.server.url);
    await mine.signIn(first!);

    const picture = png('lamp.png', 60, 40).buffer.toString('base64');
    const media = {
      type: 'image',
      mime: 'image/png',
      b64: picture,
      caption: 'Is this one still there?',
    } as const;
    const asked = await graph.writes(kind, { ...JANA, media });
    await expect(mine.waiting(JANA.name)).toContainText('Is this one still there?');
    const preview = await mine.openPreview(JANA.name);
    await expect(preview.getByText('Is this one still there?').first()).toBeVisible();
    await expect(preview.getByRole('button', { name: /^Enlarge/ })).toBeVisible();
    await mine.page.keyboard.press('Escape');

    await mine.accept(JANA.name);
    await mine.stage(JANA.name).waitFor();
    const thread = mine.page.getByRole('log');
    await thread.getByRole('button', { name: /^Enlarge/ }).click();
    await expect(mine.page.getByRole('dialog').getByRole('img').first()).toBeVisible();
    await mine.page.keyboard.press('Escape');
    await expect(mine.page.getByRole('dialog')).toHaveCount(0);

    await mine.say('It is. Shall we send it?');
    await expect.poll(() => graph.texts(kind)).toEqual(['It is. Shall we send it?']);
    await expect(thread.getByText('It is. Shall we send it?')).toBeVisible();
    await expect(thread.getByTitle('Read', { exact: true })).toBeVisible();

    // The same delivery once more, as messengers do, and then another one.
    await graph.writes(kind, { ...JANA, media, id: asked });
    await graph.writes(kind, { ...JANA, text: 'Yes, please.' });
    await expect(thread.getByText('Yes, please.')).toBeVisible();
    await expect(thread.getByRole('button', { name: /^Enlarge/ })).toHaveCount(1);

    const theirs = await Console.open(browser, desk.server.url);
    await theirs.signIn(second!);
    await mine.redirectTo(second!.name, 'Wants the lamp sent');
    await theirs.waiting(JANA.name).waitFor();
    await theirs.accept(JANA.name);
    await expect(theirs.page.getByText('Wants the lamp sent').first()).toBeVisible();
    await theirs.say('I send it today.');
    await expect.poll(() => graph.texts(kind)).toEqual(['It is. Shall we send it?', 'I send it today.']);
  });
}
