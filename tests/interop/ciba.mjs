// An application asks for a person who is elsewhere: she gets a mail, follows its link, and approves.
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import * as client from 'openid-client';
import { Browser, nameOf } from './browser.mjs';
import { discover, must, mustRefuse, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  const config = await step('discovery', () => discover(client.ClientSecretBasic(settings.client_secret)));
  must(config.serverMetadata().backchannel_token_delivery_modes_supported?.includes('poll'), 'discovery does not offer poll');

  const request = await step('request', () => client.initiateBackchannelAuthentication(config, {
    scope: settings.scope, login_hint: settings.username, binding_message: 'INTEROP-1' }));
  const polling = client.pollBackchannelAuthenticationGrant(config, { ...request, interval: 1 });
  await step('the person approves', () => decide('INTEROP-1', 'approve-allow'));
  const tokens = await step('tokens', () => polling);
  const claims = tokens.claims();
  must(claims['urn:openid:params:jwt:claim:auth_req_id'] === request.auth_req_id, 'the ID token names another request');
  await step('userinfo', () => client.fetchUserInfo(config, tokens.access_token, claims.sub));

  const second = await client.initiateBackchannelAuthentication(config, { scope: settings.scope, id_token_hint: tokens.id_token, binding_message: 'INTEROP-2' });
  await step('the person declines', () => decide('INTEROP-2', 'approve-deny'));
  await step('access denied', () => mustRefuse('access_denied', () => client.pollBackchannelAuthenticationGrant(config, { ...second, interval: 1 })));
});

async function decide(message, button) {
  const browser = new Browser();
  let page = await browser.open(await linkOf(message));
  if (nameOf(page) === 'login')
    page = await browser.press(page, 'login-submit', { username: settings.username, password: settings.password });
  page = await browser.press(page, button);
  must(page.html.querySelector('[role=status]'), `the page says: ${page.html.text.trim()}`);
}

/** The link of the mail that says this, in the folder where mail goes in development. */
async function linkOf(message) {
  for (let tries = 0; tries < 200; tries++) {
    for (const file of (await readdir(settings.mail_folder).catch(() => [])).filter(name => name.endsWith('.eml'))) {
      const [, , text] = (await readFile(join(settings.mail_folder, file), 'utf8')).split('\r\n\r\n');
      const words = Buffer.from(text.split('\r\n--')[0], 'base64').toString();
      if (words.includes(message))
        return /http\S+\/approve\?\S+/.exec(words)[0];
    }
    await wait(50);
  }
  throw new Error(`no mail says ${message}`);
}
