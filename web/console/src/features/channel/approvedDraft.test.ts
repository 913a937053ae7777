import { expect, test } from 'vitest';
import type { ChannelTemplate } from '@hovorna/shared/contract';
import { ApprovedDraft } from './approvedDraft.svelte.ts';

const template = (name: string): ChannelTemplate => ({
  ...{
    name,
    language: 'cs',
    category: 'UTILITY',
    header: 'Order {{1}}',
    body: 'Dear {{name}}, it is on its way.',
  },
  ...{ footer: null, buttons: [] },
});

function filled(): ApprovedDraft {
  const draft = new ApprovedDraft();
  draft.choose(template('on_its_way'));
  draft.header['1'] = ' 4711 ';
  draft.body.name = 'Jana';
  return draft;
}

test('nothing is sent of what is not filled in', () => {
  const draft = new ApprovedDraft();
  expect(draft.toSend()).toBeNull();
  draft.choose(template('on_its_way'));
  draft.body.name = 'Jana';
  expect(draft.toSend()).toBeNull();
  draft.header['1'] = '4711';
  expect(draft.toSend()).toMatchObject({ name: 'on_its_way', header: ['4711'], body: ['Jana'] });
});

test('every try is the same message, until it went or another template is chosen', () => {
  const draft = filled();
  const first = draft.toSend()!;
  expect(draft.toSend()).toEqual(first);
  draft.sent(first);
  expect(draft.chosen).toBeNull();
  expect(filled().toSend()!.id).not.toBe(first.id);
});

test('an answer that comes late does not throw away what was chosen meanwhile', () => {
  const draft = filled();
  const first = draft.toSend()!;
  draft.choose(template('another'));
  draft.body.name = 'Petr';
  draft.sent(first);
  expect(draft.chosen?.name).toBe('another');
  expect(draft.body).toEqual({ name: 'Petr' });
});
