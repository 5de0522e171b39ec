// What a person and a client do once, so that the load can go on from there: sign in through the pages, exchange a code.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Browser, authorize } from '../interop/browser.mjs';

const provisioning = JSON.parse(readFileSync(join(import.meta.dirname, 'load.json'), 'utf8'));
const [{ preferred_username: username, password }] = provisioning.users;
const clients = new Map(provisioning.clients.map(client => [client.client_id, client]));

/** All sign-ins of the load use one verifier: to the server each is as good as new. */
export const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');

export const redirectUri = clientId => clients.get(clientId).redirect_uris[0];

export function basic(clientId) {
  return `Basic ${Buffer.from(`${clientId}:${clients.get(clientId).client_secret}`).toString('base64')}`;
}

export function authorizationAddress(metadata, clientId, parameters = {}) {
  const address = new URL(metadata.authorization_endpoint);
  address.search = new URLSearchParams({
    client_id: clientId, response_type: 'code', redirect_uri: redirectUri(clientId), scope: clients.get(clientId).scope,
    code_challenge: challenge, code_challenge_method: 'S256', ...parameters,
  });
  return address;
}

/** A session cookie, made by signing in through the pages. */
export async function session(metadata, clientId) {
  const browser = new Browser();
  await authorize(browser, authorizationAddress(metadata, clientId, { state: 's' }), redirectUri(clientId), { username, password });
  return browser.cookiesFor(metadata.authorization_endpoint);
}

/** A code for a live session, without a page. */
export async function code(metadata, clientId, cookie, parameters) {
  const address = authorizationAddress(metadata, clientId, { state: 's', ...parameters });
  const response = await fetch(address, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
  const location = response.headers.get('location') ?? '';
  const given = location.startsWith(redirectUri(clientId)) && new URL(location).searchParams.get('code');
  if (!given)
    throw new Error(`authorize answered ${response.status} ${location || (await response.text()).slice(0, 300)}`);
  return given;
}

export async function token(metadata, clientId, fields, authorization = basic(clientId)) {
  const response = await fetch(metadata.token_endpoint, { method: 'POST', body: new URLSearchParams(fields), headers: { authorization } });
  return { status: response.status, body: await response.json() };
}

export function exchange(metadata, clientId, given, codeVerifier = verifier) {
  const fields = { grant_type: 'authorization_code', redirect_uri: redirectUri(clientId), code_verifier: codeVerifier, code: given };
  return token(metadata, clientId, fields);
}
