// A request that is pushed, one that is signed, one that is both, and answers that are signed: each by what openid-client makes of discovery.
import * as client from 'openid-client';
import { Browser, authorize } from './browser.mjs';
import { importKey } from './keys.mjs';
import { discover, must, mustRefuse, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const key = await importKey(settings.private_key_jwk);
  const browser = new Browser();
  const plain = await step('discovery', () => discover(client.PrivateKeyJwt(key)));
  must(plain.serverMetadata().request_object_signing_alg_values_supported?.includes(settings.private_key_jwk.alg), 'discovery does not offer the algorithm');
  const jarm = await discover(client.PrivateKeyJwt(key), { authorization_signed_response_alg: settings.private_key_jwk.alg });
  client.useJwtResponseMode(jarm);

  const ways = {
    'pushed': (config, parameters) => client.buildAuthorizationUrlWithPAR(config, parameters),
    'signed': (config, parameters) => client.buildAuthorizationUrlWithJAR(config, parameters, key),
    'signed and pushed': async (config, parameters) =>
      client.buildAuthorizationUrlWithPAR(config, (await client.buildAuthorizationUrlWithJAR(config, parameters, key)).searchParams),
  };
  for (const [name, build] of Object.entries(ways)) {
    await step(name, () => signIn(plain, browser, build));
    await step(`${name}, signed answer`, () => signIn(jarm, browser, build));
    await step(`${name}, refused in a signed answer`, () => mustRefuse('login_required', () => signIn(jarm, new Browser(), build, { prompt: 'none' })));
  }

  await step('a request object of a stranger', async () => {
    const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const address = await client.buildAuthorizationUrlWithJAR(plain, { redirect_uri: settings.redirect_uri, scope: 'openid' }, { key: privateKey, kid: key.kid });
    await mustRefuse('invalid_request_object', () => client.buildAuthorizationUrlWithPAR(plain, address.searchParams));
  });
});

async function signIn(config, browser, build, parameters = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const address = await build(config, {
    redirect_uri: settings.redirect_uri,
    scope: settings.scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  const back = await authorize(browser, address, settings.redirect_uri, settings);
  const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true });
  must(tokens.claims().sub, 'nobody signed in');
}
