// A public application whose tokens are bound to its key (RFC 9449): code flow, userinfo, refresh; the library takes the nonces as they come.
import * as client from 'openid-client';
import { Browser } from './browser.mjs';
import { codeFlow } from './flows.mjs';
import { discover, must, mustRefuse, read, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const answers = [];
  const config = await step('discovery', () => discover(client.None()));
  config[client.customFetch] = async (address, request) => {
    const response = await fetch(address, request);
    answers.push(response);
    return response;
  };

  for (const algorithm of ['ES256', 'PS256']) {
    must(config.serverMetadata().dpop_signing_alg_values_supported?.includes(algorithm), `discovery does not offer ${algorithm}`);
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair(algorithm));
    const { tokens } = await step(`code flow, ${algorithm}`, () => codeFlow(config, new Browser(), { options: { DPoP } }));
    must(tokens.token_type === 'dpop', `token_type is ${tokens.token_type}`);
    must(read(tokens.access_token).payload.cnf.jkt === await DPoP.calculateThumbprint(), 'the token is bound to another key');
    const { sub } = tokens.claims();
    await step('userinfo', () => client.fetchUserInfo(config, tokens.access_token, sub, { DPoP }));

    const refreshed = await step('refresh', () => client.refreshTokenGrant(config, tokens.refresh_token, {}, { DPoP }));
    await step('userinfo after refresh', () => client.fetchUserInfo(config, refreshed.access_token, sub, { DPoP }));

    const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    await step('another key', async () => {
      await mustRefuse('invalid_grant', () => client.refreshTokenGrant(config, refreshed.refresh_token ?? tokens.refresh_token, {}, { DPoP: other }));
      const response = await client.fetchProtectedResource(config, refreshed.access_token, new URL(config.serverMetadata().userinfo_endpoint), 'GET', null, undefined, { DPoP: other })
        .catch(error => error.response ?? Promise.reject(error));
      must(response.status === 401 && response.headers.get('www-authenticate').includes('invalid_token'), `userinfo answers ${response.status}`);
    });
  }

  await step('nonces', () => {
    must(answers.some(answer => answer.headers.has('dpop-nonce')), 'no answer brings a nonce');
    const demanded = answers.some(answer => answer.status === 400 || answer.status === 401 && answer.headers.get('www-authenticate')?.includes('use_dpop_nonce'));
    must(demanded || !settings.nonce_required, 'a proof without a nonce was accepted');
  });
});
