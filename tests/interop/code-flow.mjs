// A confidential web application: code flow with PKCE, state and nonce, userinfo, refresh, revocation and sign-out,
// knowing nothing but the issuer.
import * as client from 'openid-client';
import { Browser, authorize, signOut } from './browser.mjs';
import { discover, must, mustRefuse, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const browser = new Browser();
  const config = await step('discovery', () => discover(client.ClientSecretBasic(settings.client_secret)));
  const server = config.serverMetadata();
  must(server.code_challenge_methods_supported?.includes('S256'), 'discovery does not offer PKCE with S256');

  const expectedNonce = client.randomNonce();
  const tokens = await step('code flow', () => signIn(config, browser, { nonce: expectedNonce }, { expectedNonce }));
  must(tokens.refresh_token, 'no refresh token');
  const { sub } = tokens.claims();

  await step('userinfo', async () => {
    const claims = await client.fetchUserInfo(config, tokens.access_token, sub);
    must(claims.sub === sub, 'userinfo speaks of somebody else');
  });

  await step('single sign-on', async () => {
    const again = await signIn(config, browser, { prompt: 'none', id_token_hint: tokens.id_token });
    must(again.claims().sub === sub, 'the session is somebody else\'s');
  });

  const refreshed = await step('refresh', () => client.refreshTokenGrant(config, tokens.refresh_token));
  must(refreshed.access_token !== tokens.access_token, 'refresh gave the same access token');
  await step('userinfo after refresh', () => client.fetchUserInfo(config, refreshed.access_token, sub));

  const latest = refreshed.refresh_token ?? tokens.refresh_token;
  await step('revocation', () => client.tokenRevocation(config, latest, { token_type_hint: 'refresh_token' }));
  await step('refresh after revocation', () => mustRefuse('invalid_grant', () => client.refreshTokenGrant(config, latest)));

  await step('sign-out', async () => {
    const state = client.randomState();
    const address = client.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: settings.post_logout_redirect_uri,
      state,
    });
    const back = await signOut(browser, address, settings.post_logout_redirect_uri);
    must(back.href.startsWith(settings.post_logout_redirect_uri), `came back at ${back.origin}${back.pathname}`);
    must(back.searchParams.get('state') === state, 'state did not come back');
  });
  await step('no session is left', () => mustRefuse('login_required', () => signIn(config, browser, { prompt: 'none' })));
});

async function signIn(config, browser, parameters = {}, checks = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: settings.redirect_uri,
    scope: settings.scope,
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  const back = await authorize(browser, address, settings.redirect_uri, settings);
  return client.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, idTokenExpected: true, ...checks });
}
