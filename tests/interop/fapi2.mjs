// A bank's client under FAPI 2.0 Security Profile, and Message Signing on top: pushed requests, a signed assertion, PKCE, DPoP, `iss`;
// then the same with a signed request and a signed answer.
import * as client from 'openid-client';
import { Browser } from './browser.mjs';
import { codeFlow } from './flows.mjs';
import { importKey } from './keys.mjs';
import { discover, must, mustRefuse, read, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const key = await importKey(settings.private_key_jwk);
  const { alg } = settings.private_key_jwk;
  const config = await configure({ id_token_signed_response_alg: alg });
  must(config.serverMetadata().authorization_response_iss_parameter_supported, 'discovery does not promise iss');
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair(alg));
  const push = (each, parameters) => client.buildAuthorizationUrlWithPAR(each, parameters, { DPoP });

  const { back, tokens } = await step('security profile', () => codeFlow(config, new Browser(), { build: push, options: { DPoP } }));
  must(back.searchParams.get('iss') === config.serverMetadata().issuer, 'the answer does not name its issuer');
  must(read(tokens.id_token).header.alg === alg, 'the ID token is signed with another algorithm');
  await step('userinfo', () => client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, { DPoP }));
  await step('refresh', async () => {
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, {}, { DPoP });
    must((refreshed.refresh_token ?? tokens.refresh_token) === tokens.refresh_token, '§5.3.2.1: refresh tokens must not rotate');
    await client.fetchUserInfo(config, refreshed.access_token, tokens.claims().sub, { DPoP });
  });

  await step('a code is bound to the key of its pushed request', async () => {
    const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    await mustRefuse('invalid_grant', () => codeFlow(config, new Browser(), { build: push, options: { DPoP: other } }));
  });
  await step('without a proof', () => mustRefuse('invalid_dpop_proof', () => codeFlow(config, new Browser(), { build: (each, parameters) => client.buildAuthorizationUrlWithPAR(each, parameters) })));

  const signing = await configure({ id_token_signed_response_alg: alg, authorization_signed_response_alg: alg });
  client.useJwtResponseMode(signing);
  const signAndPush = async (each, parameters) => push(each, (await client.buildAuthorizationUrlWithJAR(each, parameters, key)).searchParams);
  await step('message signing', async () => {
    const signed = await codeFlow(signing, new Browser(), { build: signAndPush, options: { DPoP } });
    must([...signed.back.searchParams.keys()].join() === 'response', 'the answer is not signed as a whole');
    must(read(signed.back.searchParams.get('response')).header.alg === alg, 'the answer is signed with another algorithm');
    await client.fetchUserInfo(signing, signed.tokens.access_token, signed.tokens.claims().sub, { DPoP });
  });
  await step('a refusal in a signed answer', () => mustRefuse('login_required', () => codeFlow(signing, new Browser(), { build: signAndPush, parameters: [['prompt', 'none']] })));

  async function configure(metadata) {
    const each = await discover(client.PrivateKeyJwt(key), metadata);
    client.enableNonRepudiationChecks(each);
    return each;
  }
});
