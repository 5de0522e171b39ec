// A device without a keyboard: it shows a code, a person types it elsewhere, the device polls.
import * as client from 'openid-client';
import { Browser, nameOf } from './browser.mjs';
import { discover, must, mustRefuse, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const config = await step('discovery', () => discover(client.None()));
  must(config.serverMetadata().device_authorization_endpoint, 'discovery names no device_authorization_endpoint');

  const codes = await step('device authorization', () => client.initiateDeviceAuthorization(config, { scope: settings.scope }));
  must(codes.verification_uri_complete.includes(codes.user_code), 'the complete address does not carry the code');
  const polling = client.pollDeviceAuthorizationGrant(config, { ...codes, interval: 1 });

  await step('the person connects the device', () => connect(codes.verification_uri_complete, codes.user_code));
  const tokens = await step('tokens', () => polling);
  must(tokens.refresh_token, 'no refresh token');
  const { sub } = tokens.claims();
  await step('userinfo', () => client.fetchUserInfo(config, tokens.access_token, sub));
  await step('refresh', () => client.refreshTokenGrant(config, tokens.refresh_token));

  const refused = await client.initiateDeviceAuthorization(config, { scope: settings.scope });
  await step('the person declines', () => connect(refused.verification_uri_complete, refused.user_code, 'device-deny'));
  await step('access denied', () => mustRefuse('access_denied', () => client.pollDeviceAuthorizationGrant(config, { ...refused, interval: 1 })));
});

async function connect(address, code, button = 'device-allow') {
  const browser = new Browser();
  let page = await browser.open(address);
  if (nameOf(page) === 'login')
    page = await browser.press(page, 'login-submit', { username: settings.username, password: settings.password });
  page = await browser.press(page, 'device-submit', { user_code: code.toLowerCase() });
  page = await browser.press(page, button);
  must(page.html.querySelector('[role=status]'), `the page says: ${page.html.text.trim()}`);
}
