// The server of an API asks about the tokens it is called with: as JSON (RFC 7662) and as a signed answer (RFC 9701), before and after they are revoked.
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { Browser } from './browser.mjs';
import { codeFlow } from './flows.mjs';
import { discover, must, mustRefuse, scenario, settings, step } from './scenario.mjs';

const insecure = { [oauth.allowInsecureRequests]: new URL(settings.issuer).protocol === 'http:' };

await scenario(async () => {
  const authentication = client.ClientSecretBasic(settings.server_secret);
  const shop = await step('discovery', () => discover(client.ClientSecretBasic(settings.client_secret)));
  const api = await discover(authentication, {}, settings.server_id);
  const signing = await discover(authentication, { introspection_signed_response_alg: settings.signed_with }, settings.server_id);
  client.enableNonRepudiationChecks(signing);

  const { tokens } = await step('code flow', () => codeFlow(shop, new Browser()));
  const { sub } = tokens.claims();
  for (const [name, config] of [['JSON', api], ['a signed answer', signing]])
    await step(`alive, by ${name}`, async () => {
      const answer = await client.tokenIntrospection(config, tokens.access_token);
      must(answer.active && answer.client_id === settings.client_id && answer.sub === sub, 'it is not told whose token it is');
    });
  await step('alive, by another library', async () => {
    const told = await signedAnswer(tokens.access_token);
    must(told.active && told.scope.split(' ').includes('payments'), 'it is not told what the token is for');
  });
  await step('the refresh token is nobody else\'s business', async () => {
    must((await client.tokenIntrospection(shop, tokens.refresh_token)).active, 'its own client does not see it');
    must(JSON.stringify(await client.tokenIntrospection(api, tokens.refresh_token)) === '{"active":false}', 'another client sees it');
  });

  const refreshed = await step('refresh', () => client.refreshTokenGrant(shop, tokens.refresh_token));
  await step('an access token is revoked, alone', async () => {
    await client.tokenRevocation(shop, tokens.access_token, { token_type_hint: 'access_token' });
    must(!(await signedAnswer(tokens.access_token)).active, 'it is still alive');
    must((await signedAnswer(refreshed.access_token)).active, 'the other one is gone too');
  });
  await step('somebody else\'s token', () => client.tokenRevocation(api, refreshed.access_token).catch(() => undefined));
  must((await signedAnswer(refreshed.access_token)).active, 'a stranger revoked it');
  await step('the refresh token is revoked, and all with it', async () => {
    await client.tokenRevocation(shop, refreshed.refresh_token ?? tokens.refresh_token, { token_type_hint: 'refresh_token' });
    must(!(await signedAnswer(refreshed.access_token)).active, 'the access token is still alive');
    await mustRefuse('invalid_grant', () => client.refreshTokenGrant(shop, refreshed.refresh_token ?? tokens.refresh_token));
  });

  /** What oauth4webapi makes of the answer, with its signature checked. */
  async function signedAnswer(token) {
    const [server, me] = [api.serverMetadata(), { client_id: settings.server_id, introspection_signed_response_alg: settings.signed_with }];
    const response = await oauth.introspectionRequest(server, me, oauth.ClientSecretBasic(settings.server_secret), token, insecure);
    must(response.headers.get('content-type').startsWith('application/token-introspection+jwt'), `the answer is ${response.headers.get('content-type')}`);
    const answer = await oauth.processIntrospectionResponse(server, me, response);
    await oauth.validateApplicationLevelSignature(server, response, insecure);
    return answer;
  }
});
