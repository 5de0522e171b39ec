// The figures as Markdown: a table of rates, and one of what the servers need.
import { servers } from './servers.mjs';

export function report({ processor, runs, seconds, running, results }) {
  const workloads = [...new Set(results.map(result => result.workload))];
  const rows = workloads.flatMap(workload => compare(results.filter(result => result.workload === workload)));
  const others = Math.max(...results.flatMap(result => result.runs.map(run => run.others)));
  return [
    `${processor}; server on one core, \`wrk -t1 -c32\` on the other; medians of ${runs} interleaved run${runs > 1 ? 's' : ''} of ${seconds} s.`,
    ...(others > 0.15 ? [`**Other programs used up to ${(others * 100).toFixed(0)} % of the machine between the runs: the rates are too low, and the ratios uncertain.**`] : []),
    '',
    table(['workload', 'server', 'per second', 'lowest to highest', 'p50 ms', 'p99 ms', 'against the best peer', 'core busy'], rows),
    '',
    'A sign-in is two requests; the times are those of one request.',
    '',
    table(['server', 'first answer ms', 'memory idle MB', 'under load MB', 'rows and bytes a sign-in', 'a refresh'],
      running.map(server => needs(server, results.filter(result => result.server === server.name)))),
  ].join('\n');
}

function compare(results) {
  const best = Math.max(...results.filter(result => !servers[result.server].ours && !result.invalid).map(result => median(result, 'rate')));
  return results.map(result => {
    const { title } = servers[result.server];
    if (result.invalid)
      return [result.title, title, 'INVALID', result.invalid.replaceAll('|', ' '), '', '', '', ''];
    const rates = result.runs.map(run => run.rate);
    return [
      result.title, title, `**${count(median(result, 'rate'))}**`, `${count(Math.min(...rates))} to ${count(Math.max(...rates))}`,
      median(result, 'p50').toFixed(1), median(result, 'p99').toFixed(1),
      servers[result.server].ours && best > 0 ? `${(median(result, 'rate') / best).toFixed(2)} ×` : '',
      `${(median(result, 'busy') * 100).toFixed(0)} %`,
    ];
  });
}

function needs(server, results) {
  const peak = Math.max(...results.flatMap(result => result.runs.map(run => run.memory)));
  const written = kind => {
    const result = results.find(each => each.storing === kind && each.runs.some(run => run.rows !== undefined));
    return result ? `${median(result, 'rows').toFixed(1)}, ${count(median(result, 'bytes'))} B` : '–';
  };
  return [server.title, server.ready.toFixed(0), server.idle.toFixed(0), peak.toFixed(0), written('sign-in'), written('refresh')];
}

function median(result, figure) {
  const sorted = result.runs.map(run => run[figure]).sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const count = value => Math.round(value).toLocaleString('en-US');

const table = (head, rows) => [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
