// The npm package oidc-provider, set up to do what our provider does with the same provisioning file: the same clients and people,
// JWT access tokens (RFC 9068), rotated refresh tokens, no consent page for the operator's own clients.
// usage: node oidc-provider.mjs <port> <provisioning file> memory|<SQLite file>
import { generateKeyPairSync, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Provider, { errors } from 'oidc-provider';
import { memoryAdapter } from './memory-adapter.mjs';
import { sqliteAdapter } from './sqlite-adapter.mjs';
import { confirmation, loginPage, readForm } from './pages.mjs';

const [port, file, store] = process.argv.slice(2);
const provisioning = JSON.parse(readFileSync(file, 'utf8'));
const scopes = new Map(provisioning.scopes.map(scope => [scope.name, scope]));
const users = new Map(provisioning.users.map(user => [user.preferred_username, user]));
const ours = ['consent', 'security_profile', 'refresh_rotation', 'access_token_signed_response_alg', 'resources'];
const accessTokenAlgorithms = new Map(provisioning.clients.map(client => [client.client_id, client.access_token_signed_response_alg ?? 'ES256']));

const key = (kid, alg, type, options) =>
  ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' });

const provider = new Provider(`http://localhost:${port}`, {
  adapter: store === 'memory' ? memoryAdapter : sqliteAdapter(store),
  clients: provisioning.clients.map(asItsOwn),
  jwks: { keys: [key('rsa', 'RS256', 'rsa', { modulusLength: 2048 }), key('ec', 'ES256', 'ec', { namedCurve: 'P-256' })] },
  cookies: { keys: ['a key for the cookies of a benchmark'] },
  claims: { openid: ['sub'], profile: ['given_name', 'family_name'], email: ['email', 'email_verified'] },
  clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  conformIdTokenClaims: true,
  rotateRefreshToken: true,
  // It grants offline_access only after prompt=consent, which would put a page into every sign-in.
  issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  expiresWithSession: () => false,
  ttl: { AccessToken: 600, AuthorizationCode: 60, ClientCredentials: 600, IdToken: 600, RefreshToken: 30 * 86400, Session: 12 * 3600, Grant: 12 * 3600, Interaction: 3600 },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource: (ctx, form) => { ctx.body = confirmation(form); } },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx, client, oneOf) => oneOf ?? resourceOf(ctx.oidc.params?.scope),
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, resource, client) => ({
        scope: [...scopes.values()].filter(scope => scope.resources.includes(resource)).map(scope => scope.name).join(' '),
        audience: resource,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: accessTokenAlgorithms.get(client.clientId) } },
      }),
    },
  },
  interactions: { url: (_ctx, interaction) => `/login/${interaction.uid}` },
  findAccount: (_ctx, id) => users.has(id) ? { accountId: id, claims: () => ({ ...users.get(id), password: undefined, sub: id }) } : undefined,
  loadExistingGrant: existingOrNewGrant,
});

// It knows the standard metadata alone, and of scopes those that no resource server defines.
function asItsOwn(client) {
  const metadata = Object.fromEntries(Object.entries(client).filter(([name]) => !ours.includes(name)));
  return { redirect_uris: [], ...metadata, scope: client.scope?.split(' ').filter(name => !scopes.has(name)).join(' ') || undefined };
}

function resourceOf(scope) {
  return scope?.split(' ').flatMap(name => scopes.get(name)?.resources ?? [])[0];
}

async function existingOrNewGrant(ctx) {
  const { client, session, params } = ctx.oidc;
  const id = session.grantIdFor(client.clientId);
  const existing = id && await ctx.oidc.provider.Grant.find(id);
  if (existing)
    return existing;

  const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid offline_access profile email');
  const resource = resourceOf(params.scope);
  if (resource)
    grant.addResourceScope(resource, [...scopes.keys()].join(' '));
  await grant.save();
  return grant;
}

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/login/'))
    return next();

  let refused = false;
  if (ctx.method === 'POST') {
    const form = await readForm(ctx.req);
    const user = users.get(form.get('username'));
    if (user && same(user.password, form.get('password'))) {
      await provider.interactionDetails(ctx.req, ctx.res);
      ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login: { accountId: user.preferred_username, amr: ['pwd'] } }));
      return;
    }
    refused = true;
  }
  ctx.type = 'html';
  ctx.body = loginPage(refused);
});

const same = (expected, given) => given?.length === expected.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));

provider.on('server_error', (_ctx, error) => console.error(error));
if (process.env.PEER_ERRORS)
  for (const name of ['authorization.error', 'grant.error', 'end_session.error', 'interaction.error'])
    provider.on(name, (_ctx, error) => console.error(name, error instanceof errors.OIDCProviderError ? error.error_detail ?? error.message : error));

const server = provider.listen(Number(port), '127.0.0.1', () => console.log(`listening on ${port}`));
process.once('SIGTERM', () => { server.close(); process.exit(0); });
