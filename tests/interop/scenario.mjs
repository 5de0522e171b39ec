// What every scenario shares: its settings, the steps it reports, the client it discovers.
// Settings are one JSON document in the environment variable INTEROP:
//   { issuer, client_id, client_secret | private_key_jwk, redirect_uri, post_logout_redirect_uri, scope, resource, username, password, mail_folder,
//     nonce_required (proofs without a nonce are refused), server_id and server_secret (the API's own client), resources (two of them), signed_with,
//     certificate and certificate_key (PEM, what the client shows), authorities (PEM, what it trusts) }
// Output is one JSON document a line: { step, … } for each thing that held, at the end { scenario, ok } or { scenario, ok, step, error }.
import { basename } from 'node:path';
import * as client from 'openid-client';

export const settings = JSON.parse(process.env.INTEROP ?? '{}');

let current = 'start';

/** Runs one step; what it answers goes on to the next. */
export async function step(name, run) {
  current = name;
  const result = await run();
  console.log(JSON.stringify({ step: name }));
  return result;
}

/** Runs the scenario and says how it ended, by the last line and the exit code. */
export async function scenario(run) {
  const name = basename(process.argv[1], '.mjs');
  try {
    await run();
    console.log(JSON.stringify({ scenario: name, ok: true }));
  } catch (error) {
    // The library keeps what the server answered as the cause.
    const causes = [];
    for (let each = error; each; each = each.cause)
      causes.push(each.error ? `${each.error}: ${each.error_description ?? ''}` : each.message ?? JSON.stringify(each));
    console.log(JSON.stringify({ scenario: name, ok: false, step: current, error: causes.join(' <- ') }));
    process.exitCode = 1;
  }
}

/** Reads the provider's metadata; everything else a scenario uses comes from there. */
export function discover(authentication, metadata = {}, clientId = settings.client_id) {
  const options = new URL(settings.issuer).protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {};
  return client.discovery(new URL(settings.issuer), clientId, metadata, authentication, options);
}

export function must(holds, what) {
  if (!holds)
    throw new Error(what);
}

/** Expects the server to refuse with this OAuth error code. */
export async function mustRefuse(code, run) {
  let answer;
  try {
    answer = await run();
  } catch (error) {
    // An answer with a WWW-Authenticate header is thrown before its body is read.
    const given = error.error ?? (await error.response?.json())?.error ?? error.message;
    must(given === code, `expected ${code}, got ${given}`);
    return;
  }
  throw new Error(`expected ${code}, got an answer with ${Object.keys(answer ?? {}).join(', ')}`);
}

/** The claims of a JWT access token, or nothing when it is not a JWT. */
export function read(jwt) {
  const [header, payload] = jwt.split('.').map(part => {
    try {
      return JSON.parse(Buffer.from(part, 'base64url').toString());
    } catch {
      return undefined;
    }
  });
  return { header, payload };
}
