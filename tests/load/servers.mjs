// The servers that are measured: how each is started, pinned to the first core, watched and stopped.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';

const here = import.meta.dirname;
const provisioning = join(here, 'load.json');

/** What can be measured, by name. `ours` is compared with the best of the others. */
export const servers = {
  'ours-sqlite': { title: 'PseIdentity, SQLite', ours: true, warmUp: 15, command: ourServer, storage: home => sqlite(join(home, 'pse-identity.db')) },
  'ours-postgres': { title: 'PseIdentity, PostgreSQL', ours: true, warmUp: 15, command: ourServerOnPostgres, storage: () => postgres() },
  'peer-memory': { title: 'oidc-provider, memory', warmUp: 5, command: (port) => peer(port, 'memory') },
  'peer-sqlite': {
    title: 'oidc-provider, SQLite', warmUp: 5,
    command: (port, home) => peer(port, join(home, 'peer.db')), storage: home => sqlite(join(home, 'peer.db')),
  },
};

function peer(port, store) {
  return { argv: [process.execPath, join(here, 'peers/oidc-provider.mjs'), port, provisioning, store], env: { NODE_ENV: 'production' } };
}

function ourServer(port, home) {
  const address = `http://localhost:${port}`;
  return {
    argv: ['dotnet', join(required('PSE_LOAD_PUBLISHED'), 'pse-identity.dll'), 'serve'],
    // Development only because Production wants an https issuer; the log is Production's.
    env: {
      ASPNETCORE_ENVIRONMENT: 'Development', DOTNET_ENVIRONMENT: 'Development', urls: address, Issuer: address, Data__Directory: home,
      Provisioning__File: provisioning, RateLimits__Enabled: 'false', Logging__LogLevel__Default: 'Warning', Serilog__MinimumLevel__Default: 'Warning',
    },
  };
}

function ourServerOnPostgres(port, home) {
  const { argv, env } = ourServer(port, home);
  const root = Buffer.alloc(32, 'load').toString('base64');
  return { argv, env: { ...env, Database__Provider: 'PostgreSql', Database__ConnectionString: required('PSE_LOAD_POSTGRES'), Keys__Root: root } };
}

function required(name) {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set; start this with tests/load/run`);
  return value;
}

/** Starts a server on the first core and waits for its first answer. */
export async function start(name, scratch) {
  const definition = servers[name];
  const home = join(scratch, name);
  mkdirSync(home, { mode: 0o700 });
  const port = await freePort();
  const { argv, env } = definition.command(String(port), home);
  const log = openSync(join(scratch, `${name}.log`), 'w');

  const began = performance.now();
  const child = spawn('taskset', ['-c', '0', ...argv], { cwd: home, env: { ...process.env, ...env }, stdio: ['ignore', log, log] });
  let ended = false;
  const end = new Promise(resolve => child.on('exit', () => { ended = true; resolve(); }));

  const issuer = `http://localhost:${port}`;
  for (;;) {
    const metadata = await fetch(`${issuer}/.well-known/openid-configuration`).then(answer => answer.ok && answer.json()).catch(() => undefined);
    if (metadata) {
      const ready = performance.now() - began;
      const storage = definition.storage?.(home);
      return {
        name, ...definition, metadata, ready, idle: residentMemory(child.pid),
        memory: () => residentMemory(child.pid),
        processorSeconds: () => processorSeconds(child.pid),
        stored: () => storage?.(),
        stop: () => { child.kill('SIGTERM'); return end; },
      };
    }
    if (ended || performance.now() - began > 60_000) {
      child.kill();
      throw new Error(`${definition.title} did not start:\n${readFileSync(join(scratch, `${name}.log`), 'utf8').slice(-3000)}`);
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

function freePort() {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const residentMemory = pid => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Rows and bytes in a SQLite database, indexes included. */
function sqlite(file) {
  return () => {
    const db = new Database(file, { readonly: true });
    try {
      const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).all();
      const rows = tables.reduce((sum, { name }) => sum + db.prepare(`SELECT count(*) AS n FROM "${name}"`).get().n, 0);
      const pages = db.pragma('page_count', { simple: true }) - db.pragma('freelist_count', { simple: true });
      return { rows, bytes: pages * db.pragma('page_size', { simple: true }) };
    } finally {
      db.close();
    }
  };
}

function postgres() {
  const query = `SELECT coalesce(sum((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I.%I', schemaname, relname),
    false, true, '')))[1]::text::bigint), 0) || ' ' || pg_database_size(current_database()) FROM pg_stat_user_tables`;
  return () => {
    const [rows, bytes] = execFileSync('psql', ['-AtX', '-c', query, required('PSE_LOAD_POSTGRES_URL')], { encoding: 'utf8' }).trim().split(' ').map(Number);
    return { rows, bytes };
  };
}
