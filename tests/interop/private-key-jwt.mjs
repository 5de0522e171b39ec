// A service that proves itself with a signed assertion (RFC 7523) in place of a secret; an assertion works once.
import * as client from 'openid-client';
import { importKey } from './keys.mjs';
import { discover, must, mustRefuse, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const parameters = { ...(settings.scope && { scope: settings.scope }), ...(settings.resource && { resource: settings.resource }) };
  const key = await importKey(settings.private_key_jwk);

  const config = await step('discovery', () => discover(client.PrivateKeyJwt(key)));
  must(config.serverMetadata().token_endpoint_auth_methods_supported?.includes('private_key_jwt'), 'discovery does not offer private_key_jwt');

  await step('client credentials', async () => {
    const tokens = await client.clientCredentialsGrant(config, parameters);
    must(tokens.access_token, 'no access token');
  });

  await step('the same assertion again', async () => {
    let assertion;
    const repeating = await discover((server, metadata, body, headers) => {
      if (assertion) {
        for (const [name, value] of assertion)
          body.set(name, value);
        return;
      }
      return Promise.resolve(client.PrivateKeyJwt(key)(server, metadata, body, headers)).then(() => {
        assertion = ['client_id', 'client_assertion', 'client_assertion_type'].map(name => [name, body.get(name)]);
      });
    });
    await client.clientCredentialsGrant(repeating, parameters);
    await mustRefuse('invalid_client', () => client.clientCredentialsGrant(repeating, parameters));
  });

  await step('a stranger\'s key', async () => {
    const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const stranger = await discover(client.PrivateKeyJwt({ key: privateKey, kid: key.kid }));
    await mustRefuse('invalid_client', () => client.clientCredentialsGrant(stranger, parameters));
  });
});
