// What is measured, and the proof that a server really does it: the tokens are verified, and what must be refused is refused.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { authorizationAddress, basic, code, exchange, redirectUri, token, verifier } from './people.mjs';

const audience = 'https://api.load.example';

export const workloads = {
  'discovery': { title: 'discovery', script: 'discovery.lua', settings: () => ({ discovery: '/.well-known/openid-configuration' }), prove: async () => {} },
  'client-credentials-rs256': clientCredentials('RS256'),
  'client-credentials-es256': clientCredentials('ES256'),
  'sign-in-rs256': signIn('load-rs256', 'RS256', 'RS256'),
  'sign-in-mixed': signIn('load-mixed', 'RS256', 'ES256'),
  'sign-in-es256': signIn('load-es256', 'ES256', 'ES256'),
  'refresh-rs256': refresh('RS256'),
  'refresh-es256': refresh('ES256'),
};

function clientCredentials(algorithm) {
  const client = `load-${algorithm.toLowerCase()}`;
  return {
    title: `client credentials, ${algorithm}`, script: 'client-credentials.lua',
    settings: ({ metadata }) => ({ token: path(metadata.token_endpoint), authorization: basic(client) }),
    prove: async ({ metadata }) => {
      const fields = { grant_type: 'client_credentials', scope: 'load' };
      must((await token(metadata, client, fields)).status === 200, 'client credentials are refused');
      const wrong = `Basic ${Buffer.from(`${client}:wrong`).toString('base64')}`;
      must((await token(metadata, client, fields, wrong)).status === 401, 'a wrong client secret is accepted');
    },
    verify: (server, body) => verifyTokens(server, body, { client, access: algorithm }),
  };
}

function signIn(client, id, access) {
  return {
    title: `sign-in, ID token ${id}, access token ${access}`, script: 'sign-in.lua', needsPeople: true, storing: 'sign-in',
    settings: ({ metadata, cookies }) => ({
      authorize: path(authorizationAddress(metadata, client)), token: path(metadata.token_endpoint), authorization: basic(client),
      exchange: `grant_type=authorization_code&redirect_uri=${encodeURIComponent(redirectUri(client))}&code_verifier=${verifier}&code=`,
      redirect_uri: redirectUri(client), cookies,
    }),
    prove: async ({ metadata, cookies: [cookie] }) => {
      const first = await code(metadata, client, cookie);
      must((await exchange(metadata, client, first, 'x'.repeat(43))).status === 400, 'a wrong code_verifier is accepted');
      const second = await code(metadata, client, cookie);
      must((await exchange(metadata, client, second)).status === 200, 'the code is refused');
      must((await exchange(metadata, client, second)).status === 400, 'a code is accepted twice');
    },
    verify: (server, body) => verifyTokens(server, body, { client, access, id }),
  };
}

function refresh(algorithm) {
  const client = `load-refresh-${algorithm.toLowerCase()}`;
  const first = async ({ metadata, cookies }, i) => {
    const { body } = await exchange(metadata, client, await code(metadata, client, cookies[i % cookies.length]));
    must(body.refresh_token, 'no refresh token is issued');
    return body.refresh_token;
  };
  return {
    title: `refresh with rotation, ${algorithm}`, script: 'refresh.lua', needsPeople: true, storing: 'refresh',
    settings: async server => {
      const refresh_tokens = [];
      for (let i = 0; i < 64; i++)
        refresh_tokens.push(await first(server, i));
      return { token: path(server.metadata.token_endpoint), authorization: basic(client), refresh_tokens };
    },
    prove: async server => {
      const old = await first(server, 0);
      const answer = await token(server.metadata, client, { grant_type: 'refresh_token', scope: 'load', refresh_token: old });
      must(answer.status === 200, 'the refresh token is refused');
      must(answer.body.refresh_token && answer.body.refresh_token !== old, 'refresh tokens do not rotate');
      must(!answer.body.id_token, 'an ID token is signed that nobody asked for');
    },
    verify: (server, body) => verifyTokens(server, body, { client, access: algorithm }),
  };
}

async function verifyTokens({ metadata }, body, { client, access, id }) {
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const { issuer } = metadata;
  const { payload } = await jwtVerify(body.access_token, keys, { issuer, audience, algorithms: [access], typ: 'at+jwt' });
  must(payload.client_id === client && payload.sub && payload.jti && payload.exp && payload.iat, 'the access token lacks a claim of RFC 9068 §2.2');
  must(rsaBits(body.access_token, access), 'RS256 is not signed with a 2048-bit key');
  if (id) {
    const { payload: claims } = await jwtVerify(body.id_token, keys, { issuer, audience: client, algorithms: [id] });
    must(claims.sub && claims.nonce, 'the ID token lacks a claim');
  }
}

// A signature is as long as the key's modulus.
const rsaBits = (jwt, algorithm) => algorithm !== 'RS256' || Buffer.from(jwt.split('.')[2], 'base64url').length === 256;

function path(address) {
  const { pathname, search } = new URL(address);
  return pathname + search;
}

function must(holds, what) {
  if (!holds)
    throw new Error(what);
}
