// A service that calls an API in its own name: client credentials, its secret in the header and, refused, a wrong one.
import * as client from 'openid-client';
import { discover, must, mustRefuse, read, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const parameters = { ...(settings.scope && { scope: settings.scope }), ...(settings.resource && { resource: settings.resource }) };
  const config = await step('discovery', () => discover(client.ClientSecretBasic(settings.client_secret)));

  const tokens = await step('client credentials', () => client.clientCredentialsGrant(config, parameters));
  must(tokens.token_type === 'bearer', `token_type is ${tokens.token_type}`);
  must(tokens.expires_in > 0, 'expires_in is missing');
  must(!tokens.refresh_token && !tokens.id_token, 'a client that acts for nobody got a token for somebody');

  await step('access token', () => {
    const { header, payload } = read(tokens.access_token);
    must(header?.typ === 'at+jwt', 'RFC 9068 §2.1: typ is not at+jwt');
    must(payload.iss === config.serverMetadata().issuer, 'iss is not the issuer');
    must(payload.client_id === settings.client_id, 'client_id is not the client');
    must(payload.sub && payload.aud && payload.exp > payload.iat && payload.jti, 'RFC 9068 §2.2: a required claim is missing');
  });

  await step('wrong secret', async () => {
    const stranger = await discover(client.ClientSecretBasic(`${settings.client_secret}x`));
    await mustRefuse('invalid_client', () => client.clientCredentialsGrant(stranger, parameters));
  });
});
