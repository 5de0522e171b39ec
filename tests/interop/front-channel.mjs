// Tokens in the answer itself: the implicit flow with an ID token alone, and the hybrid flow with its hashes.
import * as client from 'openid-client';
import { Browser, authorize } from './browser.mjs';
import { discover, must, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const browser = new Browser();
  const discovered = () => discover(client.ClientSecretBasic(settings.client_secret));

  await step('implicit', async () => {
    const config = await discovered();
    client.useIdTokenResponseType(config);
    const [expectedState, nonce] = [client.randomState(), client.randomNonce()];
    const address = client.buildAuthorizationUrl(config, { redirect_uri: settings.redirect_uri, scope: settings.scope, state: expectedState, nonce });
    const claims = await client.implicitAuthentication(config, await authorize(browser, address, settings.redirect_uri, settings), nonce, { expectedState });
    must(claims.email, 'without an access token the claims of the scopes belong into the ID token');
  });

  await step('hybrid, with a detached signature', async () => {
    const config = await discovered();
    client.useCodeIdTokenResponseType(config);
    client.enableDetachedSignatureResponseChecks(config);
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const address = client.buildAuthorizationUrl(config, {
      redirect_uri: settings.redirect_uri,
      scope: settings.scope,
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const back = await authorize(browser, address, settings.redirect_uri, settings);
    const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true });
    must(tokens.claims().sub, 'nobody signed in');
  });
});
