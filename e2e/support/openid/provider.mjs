/**
 * A real OpenID Connect provider (the certified package oidc-provider) in a process of its own. It prints its issuer when it
 * is there. Who its people are it reads anew from the file for everybody who comes; they sign in with their subject alone.
 *
 *   node provider.mjs FOLDER REDIRECT
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import Provider from 'oidc-provider';

const [folder, redirect] = process.argv.slice(2);
const people = () => JSON.parse(readFileSync(join(folder, 'people.json'), 'utf8'));

const PAGE = `<!doctype html><html lang="en"><title>Provider</title><h1>Who are you?</h1>
<form method="post"><label>Subject <input name="subject"></label> <button>Go on</button></form></html>`;

const server = createServer().listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'hovorna',
        client_secret: 'correct horse battery',
        redirect_uris: [redirect],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['keeps nothing but tests'] },
    pkce: { required: () => true },
    // Its own pages for signing in fetch fonts from elsewhere.
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, sub) =>
      sub in people() ? { accountId: sub, claims: () => ({ sub, ...people()[sub] }) } : undefined,
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/interaction/')) return answer(request, response);
    interact(provider, request, response).catch((error) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  console.log(issuer);
});

/** Asks who somebody is; that the desk is told so is agreed without asking. */
async function interact(provider, request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    if (request.method !== 'POST') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
      return;
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    const accountId = new URLSearchParams(body).get('subject');
    await provider.interactionFinished(request, response, { login: { accountId } });
    return;
  }
  const known = grantId && (await provider.Grant.find(grantId));
  const grant = known || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope('openid email profile');
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
}
