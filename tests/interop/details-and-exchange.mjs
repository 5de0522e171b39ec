// A shop has a payment approved (RFC 9396) and gets tokens for two APIs (RFC 8707); the API's server goes on with the one it was called with (RFC 8693).
import * as client from 'openid-client';
import { Browser, nameOf } from './browser.mjs';
import { codeFlow } from './flows.mjs';
import { discover, must, mustRefuse, read, scenario, settings, step } from './scenario.mjs';

const accessToken = 'urn:ietf:params:oauth:token-type:access_token';
const payment = { type: 'payment_initiation', instructedAmount: { currency: 'EUR', amount: '123.50' }, creditorName: 'Merchant A', creditorAccount: { iban: 'DE02100100109307118603' } };
const [payments, ledger] = settings.resources;

await scenario(async () => {
  const browser = new Browser();
  const config = await step('discovery', () => discover(client.ClientSecretBasic(settings.client_secret)));
  must(config.serverMetadata().authorization_details_types_supported?.includes(payment.type), 'discovery does not offer the type');

  await step('a payment', async () => {
    const pages = [];
    const { tokens } = await codeFlow(config, browser, {
      build: client.buildAuthorizationUrlWithPAR,
      parameters: [['authorization_details', JSON.stringify([payment])], ['resource', payments]],
      look: page => pages.push(page),
    });
    const consent = pages.find(page => nameOf(page) === 'consent')?.html.text ?? '';
    must(consent.includes('123.50') && consent.includes('Merchant A'), 'the person was not shown what she approves');
    for (const granted of [tokens.authorization_details, read(tokens.access_token).payload.authorization_details])
      must(granted?.[0]?.instructedAmount.amount === '123.50', 'the token is not for the payment');
  });
  await step('a payment of an unknown kind', () => mustRefuse('invalid_authorization_details', () =>
    codeFlow(config, browser, { build: client.buildAuthorizationUrlWithPAR, parameters: [['authorization_details', '[{"type":"gold"}]']] })));

  const { tokens } = await step('two resources', () => codeFlow(config, browser, {
    parameters: [['resource', payments], ['resource', ledger]],
    tokenParameters: { resource: payments },
  }));
  must(audiences(tokens).includes(payments) && !audiences(tokens).includes(ledger), 'the first token is for another API');
  const second = await step('refresh for the other', () => client.refreshTokenGrant(config, tokens.refresh_token, { resource: ledger }));
  must(audiences(second).includes(ledger) && !audiences(second).includes(payments), 'the second token is for another API');
  await step('a resource that was not asked for', () => mustRefuse('invalid_target', () =>
    client.refreshTokenGrant(config, second.refresh_token ?? tokens.refresh_token, { resource: 'https://elsewhere.example' })));

  const server = await discover(client.ClientSecretBasic(settings.server_secret), {}, settings.server_id);
  const exchange = (subject, more) =>
    client.genericGrantRequest(server, 'urn:ietf:params:oauth:grant-type:token-exchange', { subject_token: subject, subject_token_type: accessToken, ...more });
  await step('exchange', async () => {
    const exchanged = await exchange(tokens.access_token, { resource: ledger, scope: 'settle' });
    const { payload } = read(exchanged.access_token);
    must(exchanged.issued_token_type === accessToken, 'another type was issued');
    must(payload.client_id === settings.server_id && payload.sub === read(tokens.access_token).payload.sub, 'the token is not for the server on behalf of the person');
    must(audiences(exchanged).join() === ledger && payload.scope === 'settle', 'the token is for something else');
  });
  await step('exchange of a token for another API', () => mustRefuse('invalid_request', () => exchange(second.access_token, {})));
});

function audiences(tokens) {
  return [read(tokens.access_token).payload.aud].flat();
}
