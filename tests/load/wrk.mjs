// One run of wrk on the second core, and what it says.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const scripts = join(import.meta.dirname, 'lua');

/** More unexpected answers than this make a run worthless: its rate would be that of error pages. */
const tolerated = 0.001;

export async function wrk(origin, script, settings, seconds, scratch) {
  const file = join(scratch, 'settings.lua');
  writeFileSync(file, `return ${lua(settings)}\n`, { mode: 0o600 });
  const output = await run('taskset', ['-c', '1', 'wrk', '-t1', '-c32', `-d${seconds}s`, '--timeout', '10s', '-s', script, origin, '--', file]);
  const line = output.split('\n').find(each => each.startsWith('{')) ?? '';
  const result = JSON.parse(line);

  const countsByItself = result.finished === 0 && result.unexpected === 0;
  const finished = countsByItself ? result.requests - result.status : result.finished;
  const wrong = (countsByItself ? result.status : result.unexpected) + result.socket;
  return {
    rate: finished / result.seconds,
    finished,
    p50: result.p50,
    p99: result.p99,
    sample: result.sample && JSON.parse(result.sample),
    invalid: wrong > result.requests * tolerated || finished === 0
      ? `${wrong} of ${result.requests} answers were not as expected${result.complaint && `; the first: ${result.complaint}`}`
      : undefined,
  };
}

function run(command, argv) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, { cwd: scripts, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', chunk => { output += chunk; });
    child.on('error', reject);
    child.on('close', code => code === 0 ? resolve(output) : reject(new Error(`${command} ended with ${code}: ${output}`)));
  });
}

function lua(value) {
  if (Array.isArray(value))
    return `{ ${value.map(lua).join(', ')} }`;
  if (typeof value === 'object')
    return `{ ${Object.entries(value).map(([name, each]) => `${name} = ${lua(each)}`).join(', ')} }`;
  return JSON.stringify(value);
}
