// A client that registers itself with an initial access token, authenticates with the secret it was given, and removes itself.
import * as client from 'openid-client';
import { must, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const options = { initialAccessToken: settings.initial_access_token, execute: [client.allowInsecureRequests] };
  const metadata = { client_name: 'Registered by a script', redirect_uris: [settings.redirect_uri], grant_types: ['authorization_code', 'refresh_token'], scope: 'openid offline_access' };

  const config = await step('registration', () => client.dynamicClientRegistration(new URL(settings.issuer), metadata, undefined, options));
  const registered = config.clientMetadata();
  must(registered.client_id && registered.client_secret, 'no client_id or no client_secret');
  must(registered.client_secret_expires_at === 0, 'client_secret_expires_at is missing');
  must(registered.token_endpoint_auth_method === 'client_secret_basic', 'the default method is not told');

  await step('authentication', async () => {
    // A code that nobody has: whoever gets to hear that has been authenticated.
    const answer = await client.genericGrantRequest(config, 'authorization_code', { code: 'unheard-of', redirect_uri: settings.redirect_uri }).catch(error => error);
    must(answer.error === 'invalid_grant', `expected invalid_grant, got ${answer.error ?? answer.message}`);
  });

  const manage = (method, token, body) => fetch(registered.registration_client_uri, {
    method, headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }, body: body && JSON.stringify(body),
  });

  const replaced = await step('replacement', async () => {
    const answer = await manage('PUT', registered.registration_access_token, { client_id: registered.client_id, ...metadata, client_name: 'Renamed' });
    must(answer.status === 200, `PUT answered ${answer.status}`);
    return answer.json();
  });
  must(replaced.client_name === 'Renamed', 'the name did not change');

  await step('removal', async () => {
    const answer = await manage('DELETE', replaced.registration_access_token);
    must(answer.status === 204, `DELETE answered ${answer.status}`);
  });
});
