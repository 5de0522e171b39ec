// npm oauth4webapi by itself: a service that signs its assertion and binds its tokens to a key, and calls an API as that API would check it.
import * as oauth from 'oauth4webapi';
import { importKey } from './keys.mjs';
import { must, scenario, settings, step } from './scenario.mjs';

const insecure = { [oauth.allowInsecureRequests]: new URL(settings.issuer).protocol === 'http:' };

await scenario(async () => {
  const issuer = new URL(settings.issuer);
  const authentication = oauth.PrivateKeyJwt(await importKey(settings.private_key_jwk));
  const me = { client_id: settings.client_id };
  const server = await step('discovery', async () => oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure)));
  const keys = await oauth.generateKeyPair(settings.private_key_jwk.alg);
  const DPoP = oauth.DPoP(me, keys);

  const tokens = await step('client credentials', () => tokensWith(DPoP));
  must(tokens.token_type === 'dpop', `token_type is ${tokens.token_type}`);

  await step('what an API sees', async () => {
    let request;
    await oauth.protectedResourceRequest(tokens.access_token, 'GET', new URL(settings.resource), undefined, null, {
      DPoP,
      [oauth.customFetch]: async (address, options) => {
        request = new Request(address, { method: options.method, headers: options.headers });
        return new Response();
      },
    });
    const claims = await oauth.validateJwtAccessToken(server, request, settings.resource, { ...insecure, requireDPoP: true });
    must(claims.client_id === settings.client_id && claims.cnf.jkt === await DPoP.calculateThumbprint(), 'the token is somebody else\'s');
  });

  await step('the next ones need no second try', async () => {
    for (let turn = 0; turn < 3; turn++) {
      const response = await ask(DPoP);
      must(response.status === 200, `the provider answers ${response.status}`);
    }
  });

  function ask(proof) {
    return oauth.clientCredentialsGrantRequest(server, me, authentication, { scope: settings.scope }, { DPoP: proof, ...insecure });
  }

  async function tokensWith(proof) {
    for (let turn = 0; ; turn++) {
      try {
        return await oauth.processClientCredentialsResponse(server, me, await ask(proof));
      } catch (error) {
        // RFC 9449 §8: "the client will typically retry the request with the new nonce value".
        if (turn > 0 || !oauth.isDPoPNonceError(error))
          throw error;
      }
    }
  }
});
