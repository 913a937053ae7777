/** What a stranger meets: security headers on every kind of page, other sites, and limits. */
import { expect, test } from '@playwright/test';
import { uuid7 } from '../../../web/shared/src/api/uuid7.ts';
import { openDesk, setUp } from '../../support/desk.ts';
import { Client, Operator, type Refusal } from '../../support/people.ts';
import { Server } from '../../support/server.ts';

test('every page carries a content policy that allows no inline scripts', async () => {
  const server = await Server.start();
  try {
    for (const path of [
      '/',
      '/setup',
      '/sign-in',
      '/demo',
      '/widget.js',
      '/api/v1/session',
      '/health/live',
    ]) {
      const { headers } = await fetch(server.url + path);
      const policy = headers.get('content-security-policy') ?? '';
      const scripts = (/script-src ([^;]*)/.exec(policy) ?? /default-src ([^;]*)/.exec(policy))?.[1] ?? '*';
      expect(scripts, path).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
      expect(policy, path).toMatch(/frame-ancestors '(none|self)'/);
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('referrer-policy'), path).toBeTruthy();
    }
  } finally {
    await server.discard();
  }
});

test('a change from another site is refused, one without an origin passes', async () => {
  const { server, administrator } = await openDesk();
  try {
    const ask = (origin: Record<string, string>) =>
      fetch(`${server.url}/api/v1/me/status`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', cookie: administrator.cookie, ...origin },
        body: JSON.stringify({ status: 'away' }),
      });
    expect((await ask({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask({ origin: server.url })).status).toBe(204);
    expect((await ask({})).status).toBe(204);
  } finally {
    await server.discard();
  }
});

test('the cookie is out of reach of scripts and other sites', async () => {
  const { server, administrator } = await openDesk();
  try {
    const response = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: administrator.email, password: 'a long enough password' }),
    });
    expect(response.headers.getSetCookie()[0]).toMatch(/HttpOnly/i);
    expect(response.headers.getSetCookie()[0]).toMatch(/SameSite=Lax/i);
  } finally {
    await server.discard();
  }
});

test('wrong passwords in a row lock out, also for the right one', async () => {
  const server = await Server.start('sqlite', '[limits]\nwrong_passwords = 3\n');
  try {
    await setUp(server);
    const { email } = new Operator(server.url, 'ada@example.com', 'Ada');
    const signIn = async (password: string) => {
      const answer = await fetch(`${server.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password }),
      });
      return { status: answer.status, code: ((await answer.json()) as Refusal).code };
    };
    for (let i = 0; i < 3; i++)
      expect(await signIn('wrong')).toEqual({ status: 401, code: 'wrong-password' });
    expect(await signIn('wrong')).toEqual({ status: 429, code: 'locked-out' });
    expect(await signIn('a long enough password')).toEqual({ status: 429, code: 'locked-out' });
  } finally {
    await server.discard();
  }
});

test('sign-ins per address are limited', async () => {
  const server = await Server.start('sqlite', '[limits]\nsign_ins_per_address = 3\n');
  try {
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) {
      const answer = await fetch(`${server.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: `nobody${i}@example.com`, password: 'wrong' }),
      });
      statuses.push(answer.status);
      if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
  } finally {
    await server.discard();
  }
});

test('entries and messages of one client are limited, others are not disturbed', async () => {
  const limits = '[limits]\nentries_per_client = 2\nmessages_per_client = 3\n';
  const server = await Server.start('sqlite', limits);
  try {
    await setUp(server);
    const flooder = new Client(server.url);
    await flooder.enter('Flooder');
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push((await flooder.says(uuid7(), 'again')).status);
    expect(answers).toEqual([201, 201, 201, 429, 429]);

    const entries = [];
    for (let i = 0; i < 3; i++) {
      const enter = { id: uuid7(), widget: 'demo', entry: 'chat', form: { name: 'Flooder' } };
      const answer = await flooder.ask<Refusal>('POST', '/conversations', enter);
      entries.push(answer.status === 429 ? 'limited' : answer.body.code);
    }
    expect(entries).toEqual(['already-running', 'limited', 'limited']);

    const other = new Client(server.url);
    await other.enter('Patient');
    expect((await other.says(uuid7(), 'Hello')).status).toBe(201);
  } finally {
    await server.discard();
  }
});

test('entries per address are limited', async () => {
  const server = await Server.start('sqlite', '[limits]\nentries_per_address = 2\n');
  try {
    await setUp(server);
    const statuses = [];
    for (let i = 0; i < 4; i++) {
      const enter = { id: uuid7(), widget: 'demo', entry: 'chat', form: {} };
      statuses.push((await new Client(server.url).ask('POST', '/conversations', enter)).status);
    }
    expect(statuses).toEqual([201, 201, 429, 429]);
  } finally {
    await server.discard();
  }
});

test('bad input is refused by code', async () => {
  const { server, administrator } = await openDesk();
  try {
    const client = new Client(server.url);
    const enter = (more: object) =>
      client.ask<Refusal>('POST', '/conversations', { id: uuid7(), widget: 'demo', entry: 'chat', ...more });
    expect((await enter({ widget: 'unknown' })).body.code).toBe('not-found');
    expect((await enter({ entry: 'phone' })).status).toBeGreaterThanOrEqual(400);
    await client.enter('Jana');
    for (const text of ['', '   ', 'x'.repeat(4001)])
      expect(await client.says(uuid7(), text), JSON.stringify(text.slice(0, 9))).toMatchObject({
        status: 422,
        body: { code: 'invalid' },
      });
    expect((await client.says('not-an-id', 'Hello')).status).toBe(400);
    const stranger = new Client(server.url);
    await stranger.enter('Stranger');
    stranger.conversation = client.conversation;
    expect((await stranger.says(uuid7(), 'Let me in')).body).toMatchObject({ code: 'not-found' });
    const widgets = await administrator.get<{ items: object[] }>('GET', '/widgets');
    await administrator.get('PUT', '/widgets/demo', {
      ...widgets.items[0],
      allowed_origins: ['https://shop.example'],
    });
    const from = (origin: string) =>
      fetch(`${server.url}/widget/v1/widgets/demo`, { headers: { origin } }).then((it) => it.status);
    expect(await from('https://evil.example')).toBe(403);
    expect(await from('https://shop.example')).toBe(200);
  } finally {
    await server.discard();
  }
});
