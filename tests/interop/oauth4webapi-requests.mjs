// npm oauth4webapi by itself: a signed request is pushed, and the answer is signed.
import * as oauth from 'oauth4webapi';
import { Browser, authorize } from './browser.mjs';
import { importKey } from './keys.mjs';
import { must, scenario, settings, step } from './scenario.mjs';

const insecure = { [oauth.allowInsecureRequests]: new URL(settings.issuer).protocol === 'http:' };

await scenario(async () => {
  const issuer = new URL(settings.issuer);
  const key = await importKey(settings.private_key_jwk);
  const authentication = oauth.PrivateKeyJwt(key);
  const me = { client_id: settings.client_id, authorization_signed_response_alg: settings.private_key_jwk.alg };
  const server = await step('discovery', async () => oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure)));

  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const pushed = await step('signed and pushed', async () => {
    const request = await oauth.issueRequestObject(server, me, {
      response_type: 'code',
      response_mode: 'jwt',
      redirect_uri: settings.redirect_uri,
      scope: settings.scope,
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }, key);
    const response = await oauth.pushedAuthorizationRequest(server, me, authentication, { request }, insecure);
    return oauth.processPushedAuthorizationResponse(server, me, response);
  });
  must(pushed.expires_in >= 5, 'the reference expires too soon');

  const back = await step('sign-in', () => {
    const address = new URL(server.authorization_endpoint);
    address.searchParams.set('client_id', settings.client_id);
    address.searchParams.set('request_uri', pushed.request_uri);
    return authorize(new Browser(), address, settings.redirect_uri, settings);
  });
  const answer = await step('signed answer', () => oauth.validateJwtAuthResponse(server, me, back, state, insecure));

  await step('tokens', async () => {
    const response = await oauth.authorizationCodeGrantRequest(server, me, authentication, answer, settings.redirect_uri, verifier, insecure);
    const tokens = await oauth.processAuthorizationCodeResponse(server, me, response, { expectedNonce: nonce, requireIdToken: true });
    must(oauth.getValidatedIdTokenClaims(tokens).sub, 'nobody signed in');
  });
});
