import { expect, test } from 'vitest';
import type { Channel, ChannelField } from '../contract.ts';
import { changeOf, draftOf, emptyDraft, newOf, wrongIn } from './channelDraft.ts';

const FIELDS: ChannelField[] = [
  { key: 'page_id', secret: false, required: true },
  { key: 'access_token', secret: true, required: true },
  { key: 'verify_token', secret: false, required: false },
];
const CHANNEL: Channel = {
  ...{ id: 'c', kind: 'messenger', name: 'Page', target: { group: { id: 'g', name: 'Support' } } },
  ...{ routing: [], settings: { page_id: '1', verify_token: 'v' }, secrets: ['access_token'] },
  ...{ old_secret_until: null, webhook: 'https://x/hooks/messenger/c' },
  ...{ readable: true, created_at: '', heard_at: null },
  ...{ wrong_signature_at: null, trouble: null, waiting: 0, stuck: 0 },
};

test('a secret that is stored stays when nothing is entered, and is replaced by what is', () => {
  const draft = draftOf(CHANNEL, FIELDS);
  expect(draft.settings.access_token).toBe('');
  expect(wrongIn(draft, FIELDS, CHANNEL.secrets)).toEqual({});
  expect(changeOf(draft, draftOf(CHANNEL, FIELDS))).toEqual({});
  draft.settings.access_token = ' new ';
  expect(changeOf(draft, draftOf(CHANNEL, FIELDS))).toEqual({ settings: { access_token: 'new' } });
});

test('a new one needs what nothing works without, and leaves out what the server makes', () => {
  const draft = emptyDraft(FIELDS, 'g');
  expect(wrongIn(draft, FIELDS, [])).toEqual({
    ...{ name: 'required', page_id: 'required', access_token: 'required' },
  });
  Object.assign(draft, { name: 'Page' });
  Object.assign(draft.settings, { page_id: '1', access_token: 't' });
  expect(newOf(draft, 'messenger')).toMatchObject({
    ...{ target: { group: 'g' }, settings: { page_id: '1', access_token: 't' } },
  });
});

test('only what is another goes: the target, the rules, an emptied setting', () => {
  const draft = draftOf(CHANNEL, FIELDS);
  draft.settings.verify_token = '';
  const was = draftOf(CHANNEL, FIELDS);
  expect(changeOf(draft, was)).toEqual({ settings: { verify_token: '' } });
  draft.otherwise = { kind: 'operator', id: 'o' };
  draft.routing = [{ name: '', when: [], to: { kind: 'last_operator' } }];
  expect(changeOf(draft, was)).toMatchObject({ target: { operator: 'o' }, routing: [{}] });
});
