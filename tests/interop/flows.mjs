// The code flow as openid-client does it, for scenarios that differ in what is around it.
import * as client from 'openid-client';
import { authorize } from './browser.mjs';
import { settings } from './scenario.mjs';

/**
 * Signs the person in and answers { back, tokens }. Of `how`: build (from the parameters, the address to go to), parameters (of the authorization
 * request), tokenParameters, options (of the token request), look (is shown every page).
 */
export async function codeFlow(config, browser, how = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const parameters = new URLSearchParams({
    redirect_uri: settings.redirect_uri,
    scope: settings.scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  for (const [name, value] of how.parameters ?? [])
    parameters.append(name, value);
  const address = await (how.build ?? client.buildAuthorizationUrl)(config, parameters);
  const back = await authorize(browser, address, settings.redirect_uri, settings, how.look);
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  return { back, tokens: await client.authorizationCodeGrant(config, back, checks, how.tokenParameters, how.options) };
}
