// Debian's oidc-agent (tests/run installs it), which keeps tokens for the programs of a terminal: it registers itself with an initial access token, signs the person in
// on another device or through a port of its own, refreshes, and gives its access back.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Browser, authorize, connectDevice } from './browser.mjs';
import { must, read, scenario, settings, step } from './scenario.mjs';

const run = promisify(execFile);
const home = await mkdtemp(join(tmpdir(), 'pse-oidc-agent-'));
const environment = {
  PATH: process.env.PATH, HOME: home, TMPDIR: home, OIDC_CONFIG_DIR: join(home, 'accounts'), OIDC_SOCK: join(home, 'socket'), OIDC_ENCRYPTION_PW: 'of-no-importance',
};
const quiet = ['--prompt=none', '--confirm-yes', '--pw-env'];

await scenario(async () => {
  await mkdir(environment.OIDC_CONFIG_DIR);
  const agent = spawn('oidc-agent', ['--console', `--socket-path=${environment.OIDC_SOCK}`], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await step('the agent starts', () => until(() => existsSync(environment.OIDC_SOCK)));

    await step('registration and sign-in on another device', async () => {
      const gen = generate('by-device', '--flow=device');
      const [, address, code] = await gen.says(/visit:\s+(\S+)\s+And enter the code: (\S+)/);
      await connectDevice(new Browser(), address, code, settings);
      await gen.ended;
    });
    await use('by-device');

    await step('registration and sign-in through its own port', async () => {
      const port = await freePort();
      const gen = generate('by-code', '--flow=code', '--no-scheme', `--port=${port}`);
      const [address] = await gen.says(/http\S+\/authorize\?\S+/);
      const back = await authorize(new Browser(), address, `http://localhost:${port}`, settings);
      must((await fetch(back)).status === 200, 'the agent did not take the code');
      await gen.ended;
    });
    await use('by-code');
  } finally {
    agent.kill();
  }
});
await rm(home, { recursive: true, force: true });

/** A token, another one by refresh, and the end of the account. */
async function use(account) {
  const first = await step('a token', () => token(account));
  const second = await step('a token by refresh', () => token(account, '--force-new'));
  must(first !== second, 'refresh gave the same token');
  await step('the account is removed', () => run('oidc-gen', ['--delete', account, ...quiet], { env: environment }));
  await step('its token is of no use any more', async () => must((await userinfo(second)).status === 401, 'the token is still alive'));
}

async function token(account, ...options) {
  const { stdout } = await run('oidc-token', [...options, account], { env: environment });
  const answer = await userinfo(stdout.trim());
  must(answer.status === 200 && (await answer.json()).sub === read(stdout.trim()).payload.sub, `userinfo answers ${answer.status}`);
  return stdout.trim();
}

function userinfo(accessToken) {
  return fetch(`${settings.issuer}/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });
}

function generate(account, ...options) {
  const gen = spawn('oidc-gen', [`--iss=${settings.issuer}/`, `--at=${settings.initial_access_token}`, `--scope=${settings.scope}`, '--no-url-call', ...quiet, ...options, account], { env: environment });
  let text = '';
  for (const stream of [gen.stdout, gen.stderr])
    stream.on('data', chunk => text += chunk);
  const ended = once(gen, 'close').then(([code]) => must(code === 0, `oidc-gen ends with ${code}: ${text}`));
  return { ended, says: words => Promise.race([until(() => words.exec(text)), ended.then(() => must(words.test(text), `oidc-gen says: ${text}`))]) };
}

async function until(look) {
  for (let turn = 0; turn < 200; turn++) {
    const found = look();
    if (found)
      return found;
    await wait(50);
  }
  throw new Error(`in vain: ${look}`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
