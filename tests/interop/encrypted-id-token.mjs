// An application whose ID tokens, and userinfo, are encrypted to its key: it decrypts, then checks as every other.
import * as client from 'openid-client';
import { Browser, authorize } from './browser.mjs';
import { discover, must, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const { alg, kid, ...jwk } = settings.private_key_jwk;
  const algorithm = jwk.kty === 'RSA' ? { name: 'RSA-OAEP', hash: 'SHA-256' } : { name: 'ECDH', namedCurve: jwk.crv };
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, jwk.kty === 'RSA' ? ['decrypt'] : ['deriveBits']);

  const config = await step('discovery', () => discover(client.ClientSecretBasic(settings.client_secret), {
    id_token_signed_response_alg: settings.signed_with,
    userinfo_signed_response_alg: settings.signed_with,
  }));
  client.enableDecryptingResponses(config, ['A128CBC-HS256', 'A128GCM', 'A256CBC-HS512', 'A256GCM'], { key, alg, kid });

  const tokens = await step('code flow', async () => {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const address = client.buildAuthorizationUrl(config, {
      redirect_uri: settings.redirect_uri,
      scope: settings.scope,
      state: expectedState,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const back = await authorize(new Browser(), address, settings.redirect_uri, settings);
    return client.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, idTokenExpected: true });
  });
  must(tokens.id_token.split('.').length === 5, 'the ID token is not encrypted');

  await step('userinfo', async () => {
    const claims = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    must(claims.email === 'alice@example.com', 'userinfo lacks the e-mail');
  });
});
