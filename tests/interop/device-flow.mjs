// A device without a keyboard: it shows a code, a person types it elsewhere, the device polls.
import * as client from 'openid-client';
import { Browser, connectDevice } from './browser.mjs';
import { discover, must, mustRefuse, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const config = await step('discovery', () => discover(client.None()));
  must(config.serverMetadata().device_authorization_endpoint, 'discovery names no device_authorization_endpoint');

  const codes = await step('device authorization', () => client.initiateDeviceAuthorization(config, { scope: settings.scope }));
  must(codes.verification_uri_complete.includes(codes.user_code), 'the complete address does not carry the code');
  const polling = client.pollDeviceAuthorizationGrant(config, { ...codes, interval: 1 });

  await step('the person connects the device', () => connectDevice(new Browser(), codes.verification_uri_complete, codes.user_code, settings));
  const tokens = await step('tokens', () => polling);
  must(tokens.refresh_token, 'no refresh token');
  const { sub } = tokens.claims();
  await step('userinfo', () => client.fetchUserInfo(config, tokens.access_token, sub));
  await step('refresh', () => client.refreshTokenGrant(config, tokens.refresh_token));

  const refused = await client.initiateDeviceAuthorization(config, { scope: settings.scope });
  await step('the person declines', () => connectDevice(new Browser(), refused.verification_uri_complete, refused.user_code, settings, 'device-deny'));
  await step('access denied', () => mustRefuse('access_denied', () => client.pollDeviceAuthorizationGrant(config, { ...refused, interval: 1 })));
});
