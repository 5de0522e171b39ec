// What 10,000 organisations cost beside one: start-up, discovery, the way of a work address, memory. Both are measured in turns, in one run.
//   node tests/load/organizations.mjs FOLDER [--rounds N] [--many N]     FOLDER holds pse-identity.dll, published or built
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const option = (name, otherwise) => { const at = process.argv.indexOf(name); return at < 0 ? otherwise : Number(process.argv[at + 1]); };
const program = join(resolve(process.argv[2] ?? '.'), 'pse-identity.dll');
const rounds = option('--rounds', 9);
const many = option('--many', 10_000);
const requests = 400;
const scratch = mkdtempSync(join(tmpdir(), 'pse-identity-organizations-'));

const median = values => [...values].sort((a, b) => a - b)[values.length >> 1];

const installation = async count => {
  const home = mkdtempSync(join(scratch, `of-${count}-`));
  const port = await new Promise(found => { const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => found(port)); }); });
  const address = `http://localhost:${port}`;
  const env = {
    ...process.env, ASPNETCORE_ENVIRONMENT: 'Development', DOTNET_ENVIRONMENT: 'Development', urls: address, Issuer: address, Data__Directory: home,
    RateLimits__Enabled: 'false', Logging__LogLevel__Default: 'Warning', Serilog__MinimumLevel__Default: 'Warning',
  };
  const each = make => Array.from({ length: count }, (_, i) => make(i));
  const file = join(home, 'provisioning.json');
  writeFileSync(file, JSON.stringify({
    clients: [{ client_id: 'portal', client_secret: 'a-secret-of-more-than-32-characters-00', redirect_uris: [`${address}/callback`], scope: 'openid', consent: 'implicit' }],
    identity_providers: each(i => ({ name: `login-${i}`, display_name: `Login ${i}`, authority: `https://login-${i}.example`, client_id: 'here', client_secret: 'secret' })),
    organizations: each(i => ({ name: `company-${i}`, display_name: `Company ${i}`, domains: [`company-${i}.example`], identity_provider: `login-${i}` })),
  }));
  execFileSync('dotnet', [program, 'apply', file], { env, cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
  rmSync(file);
  return { count, home, address, env, start: [], discovery: [], 'work address': [], memory: [] };
};

const start = async one => {
  const began = performance.now();
  const child = spawn('dotnet', [program, 'serve'], { env: one.env, cwd: one.home, stdio: 'ignore' });
  one.end = () => new Promise(ended => { child.once('exit', ended); child.kill('SIGTERM'); });
  one.pid = child.pid;
  while (!await fetch(`${one.address}/.well-known/openid-configuration`).then(answer => answer.ok, () => false)) {
    if (child.exitCode !== null || performance.now() - began > 120_000)
      throw new Error(`the provider with ${one.count} organisation(s) did not start`);
    await new Promise(wait => setTimeout(wait, 5));
  }
  one.start.push(performance.now() - began);
};

const timed = async (one, name, count, work) => {
  const times = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    await work(i);
    times.push(performance.now() - began);
  }
  one[name].push(median(times));
};

const discovery = one => fetch(`${one.address}/.well-known/openid-configuration`).then(answer => answer.arrayBuffer());

// From the application to the door of the company, a browser each: authorize, the sign-in page, and where that leads.
const workAddress = async (one, i) => {
  const jar = new Map();
  let target = `${one.address}/authorize?client_id=portal&response_type=code&scope=openid&state=s&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM`
    + `&redirect_uri=${encodeURIComponent(`${one.address}/callback`)}&login_hint=somebody@company-${i % one.count}.example`;
  for (let steps = 0; steps < 2; steps++) {
    const answer = await fetch(target, { redirect: 'manual', headers: { cookie: [...jar].map(pair => pair.join('=')).join('; ') } });
    for (const cookie of answer.headers.getSetCookie())
      jar.set(...cookie.split(';')[0].split('='));
    await answer.arrayBuffer();
    target = new URL(answer.headers.get('location') ?? '', one.address).href;
  }
  if (!target.includes('/federation/leave'))
    throw new Error(`a work address led to ${target}`);
};

const memory = pid => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

try {
  const pair = [await installation(1), await installation(many)];
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 ? [...pair].reverse() : pair;
    for (const one of order) {
      await start(one);
      try {
        for (let warm = 0; warm < 100; warm++) {
          await discovery(one);
          await workAddress(one, warm);
        }
        await timed(one, 'discovery', requests, () => discovery(one));
        await timed(one, 'work address', requests, i => workAddress(one, i));
        one.memory.push(memory(one.pid));
      } finally {
        await one.end();
      }
    }
  }
  console.log(`| medians of ${rounds} rounds | 1 organisation | ${many} organisations | ratio of the pairs |\n|---|---|---|---|`);
  let worst = 0;
  for (const [name, unit] of [['start', 'ms'], ['discovery', 'ms'], ['work address', 'ms'], ['memory', 'MB']]) {
    const ratio = median(pair[0][name].map((value, round) => pair[1][name][round] / value));
    worst = Math.max(worst, ratio);
    console.log(`| ${name} | ${median(pair[0][name]).toFixed(2)} ${unit} | ${median(pair[1][name]).toFixed(2)} ${unit} | ${ratio.toFixed(3)} |`);
  }
  process.exitCode = worst > 1.05 ? 1 : 0;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
