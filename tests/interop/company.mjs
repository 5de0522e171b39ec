// A company's provider: npm oidc-provider, where whoever arrives is signed in at once. Prints its address as one JSON document and runs until its input ends.
// INTEROP: { client: RFC 7591 metadata of the client that it knows, account: the name of everybody }
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { client, account } = JSON.parse(process.env.INTEROP);
const interaction = '/interaction/';

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [client],
  findAccount: (_, accountId) => ({
    accountId,
    claims: () => ({ sub: accountId, email: `${accountId}@acme.example`, email_verified: true, name: 'Eve Employee', groups: ['staff'] }),
  }),
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
  conformIdTokenClaims: true, // claims of scopes are at userinfo alone
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource: signOutAtOnce },
    backchannelLogout: { enabled: true },
    encryption: { enabled: true },
    jwtUserinfo: { enabled: true },
  },
  enabledJWA: { idTokenEncryptionAlgValues: ['RSA-OAEP-256'], clientAuthSigningAlgValues: ['PS256', 'RS256'] },
  fetch: (url, { dispatcher: _, ...options }) => fetch(url, options), // the dispatcher keeps it from loopback addresses, where its client is
  cookies: { keys: ['only-for-tests'] },
  interactions: { url: (_, { uid }) => interaction + uid },
});
provider.on('server_error', (_, error) => console.error(error));

const answer = provider.callback();
server.on('request', (request, response) =>
  request.url.startsWith(interaction)
    ? interact(request, response).catch((error) => { console.error(error); response.writeHead(500).end(); })
    : answer(request, response));

async function interact(request, response) {
  const { prompt, params } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login')
    return provider.interactionFinished(request, response, { login: { accountId: account } });
  const grant = new provider.Grant({ accountId: account, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}

/** Its question whether to sign out, with a button that can be found. */
function signOutAtOnce(ctx, form) {
  ctx.body = `<!DOCTYPE html><body data-page="company-sign-out">${form}<button id="yes" type="submit" form="op.logoutForm" name="logout" value="yes">Yes</button></body>`;
}

console.log(JSON.stringify({ issuer }));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
