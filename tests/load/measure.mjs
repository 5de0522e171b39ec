// Measures our provider and its peers with the same load in the same run, and prints the figures as Markdown.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { session } from './people.mjs';
import { report } from './report.mjs';
import { servers, start } from './servers.mjs';
import { workloads } from './workloads.mjs';
import { wrk } from './wrk.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false }, postgres: { type: 'boolean', default: false },
    runs: { type: 'string' }, seconds: { type: 'string' }, 'warm-up': { type: 'string' },
    workloads: { type: 'string', default: Object.keys(workloads).join(',') },
    servers: { type: 'string' }, json: { type: 'string' },
  },
});
const runs = Number(options.runs ?? (options.quick ? 1 : 3));
const seconds = Number(options.seconds ?? (options.quick ? 3 : 10));
const warmUp = server => Number(options['warm-up'] ?? (options.quick ? Math.ceil(server.warmUp / 3) : server.warmUp));
const serverNames = chosen(options.servers ?? ['ours-sqlite', ...(options.postgres ? ['ours-postgres'] : []), 'peer-memory', 'peer-sqlite'].join(), servers);
const workloadNames = chosen(options.workloads, workloads);

if (availableParallelism() < 2)
  throw new Error('two cores are needed: one for the server, one for the load');

const scratch = mkdtempSync(join(tmpdir(), 'pse-load-'));
const running = [];
try {
  for (const name of serverNames) {
    running.push(await start(name, scratch));
    progress(`${running.at(-1).title} answered after ${running.at(-1).ready.toFixed(0)} ms`);
    if (workloadNames.some(workload => workloads[workload].needsPeople))
      await signInPeople(running.at(-1));
  }
  const results = [];
  for (const workload of workloadNames)
    results.push(...await measure(workload));
  const processor = `${cpus()[0].model}, ${cpus().length} cores`;
  console.log(report({ processor, runs, seconds, running, results }));
  if (options.json)
    writeFileSync(options.json, JSON.stringify({ processor, runs, seconds, results }, null, 2));
  process.exitCode = results.every(result => !result.invalid) ? 0 : 1;
} finally {
  await Promise.all(running.map(server => server.stop()));
  rmSync(scratch, { recursive: true, force: true });
}

function chosen(list, all) {
  const names = list.split(',').filter(Boolean);
  const unknown = names.filter(name => !all[name]);
  if (unknown.length > 0)
    throw new Error(`not known: ${unknown.join(', ')}; known: ${Object.keys(all).join(', ')}`);
  return names;
}

async function signInPeople(server) {
  server.cookies = [];
  for (let i = 0; i < 32; i++)
    server.cookies.push(await session(server.metadata, 'load-mixed'));}

/** All servers take turns, so that a slow minute of the machine hits each of them. */
async function measure(name) {
  const workload = workloads[name];
  const results = running.map(server => ({ workload: name, title: workload.title, storing: workload.storing, server: server.name, runs: [] }));
  for (const [i, server] of running.entries()) {
    await workload.prove(server);
    await once(server, workload, warmUp(server), results[i]);
  }
  for (let run = 0; run < runs; run++)
    for (const [i, server] of running.entries())
      results[i].runs.push(await once(server, workload, seconds, results[i]));
  return results;
}

async function once(server, workload, duration, result) {
  const settings = await workload.settings(server);
  const others = await usedByOthers();
  const [before, busyBefore, began] = [server.stored(), server.processorSeconds(), performance.now()];
  const measured = await wrk(new URL(server.metadata.issuer).origin, workload.script, settings, duration, scratch);
  measured.busy = (server.processorSeconds() - busyBefore) / ((performance.now() - began) / 1000);
  measured.memory = server.memory();
  measured.others = others;
  const after = server.stored();
  if (after && measured.finished > 0) {
    measured.rows = (after.rows - before.rows) / measured.finished;
    measured.bytes = (after.bytes - before.bytes) / measured.finished;
  }
  if (measured.sample)
    await workload.verify(server, measured.sample);
  delete measured.sample;
  if (measured.invalid)
    result.invalid = measured.invalid;
  progress(`${workload.title}: ${server.title}: ${measured.rate.toFixed(0)}/s${measured.invalid ? `, INVALID: ${measured.invalid}` : ''}`);
  return measured;
}

/** How much of the machine is in use while all servers wait for requests: 0 to 1. */
async function usedByOthers() {
  const before = processorTimes();
  await new Promise(resolve => setTimeout(resolve, 500));
  const after = processorTimes();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

function processorTimes() {
  const times = cpus().map(({ times }) => times);
  const sum = figure => times.reduce((total, each) => total + figure(each), 0);
  return { idle: sum(({ idle }) => idle), all: sum(each => each.user + each.nice + each.sys + each.irq + each.idle) };
}

function progress(line) {
  console.error(line);
}
