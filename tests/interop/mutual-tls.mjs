// A client that shows a certificate at the provider's second address (RFC 8705), found in discovery: it authenticates with it, and its tokens are bound to it.
import { createHash, X509Certificate } from 'node:crypto';
import * as client from 'openid-client';
import { Agent, fetch as send } from 'undici';
import { Browser } from './browser.mjs';
import { codeFlow } from './flows.mjs';
import { discover, must, mustRefuse, read, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const config = await step('discovery', () => configure({ cert: settings.certificate, key: settings.certificate_key }));
  const { issuer, mtls_endpoint_aliases: aliases, ...server } = config.serverMetadata();
  must(server.tls_client_certificate_bound_access_tokens, 'discovery does not promise bound tokens');
  must(aliases.token_endpoint.startsWith('https:') && !aliases.token_endpoint.startsWith(issuer), 'discovery names no second address');

  const service = await step('client credentials', () => client.clientCredentialsGrant(config, { scope: 'payments' }));
  const thumbprint = createHash('sha256').update(new X509Certificate(settings.certificate).raw).digest('base64url');
  must(read(service.access_token).payload.cnf['x5t#S256'] === thumbprint, 'the token is bound to another certificate');

  const { tokens } = await step('code flow', () => codeFlow(config, new Browser()));
  must(tokens.token_type === 'bearer', `token_type is ${tokens.token_type}`);
  const { sub } = tokens.claims();
  await step('userinfo', () => client.fetchUserInfo(config, tokens.access_token, sub));
  await step('refresh', async () => {
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
    await client.fetchUserInfo(config, refreshed.access_token, sub);
  });
  await step('introspection and revocation', async () => {
    must((await client.tokenIntrospection(config, tokens.access_token)).cnf['x5t#S256'] === thumbprint, 'introspection does not name the certificate');
    await client.tokenRevocation(config, tokens.access_token);
    must(!(await client.tokenIntrospection(config, tokens.access_token)).active, 'the token is still alive');
  });

  await step('without a certificate', async () => {
    const nobody = await configure({});
    await mustRefuse('invalid_client', () => client.clientCredentialsGrant(nobody, { scope: 'payments' }));
  });
});

/** Everything goes through connections that show this certificate. */
async function configure(certificate) {
  const agent = new Agent({ connect: { ca: settings.authorities, ...certificate } });
  const config = await discover(client.TlsClientAuth(), { use_mtls_endpoint_aliases: true });
  config[client.customFetch] = (address, options) => send(address, { ...options, dispatcher: agent });
  return config;
}
