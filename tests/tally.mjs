// Counts what the result files (.trx) of a test run say, names what did not pass, and ends with "N passed, N failed".
// A skipped test counts as failed, and so does a run that broke off or ran nothing.
// usage: node tally.mjs <directory> <exit code of dotnet test> [what else failed]…
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [directory, exitCode, ...others] = process.argv.slice(2);

const attribute = (element, name) => new RegExp(`\\s${name}="([^"]*)"`).exec(element)?.[1] ?? '';

const files = existsSync(directory) ? readdirSync(directory, { recursive: true }).filter(name => name.endsWith('.trx')) : [];
// Markup inside names and messages is escaped in these files, so a tag is a tag.
const results = files.flatMap(name => readFileSync(join(directory, name), 'utf8').match(/<UnitTestResult\s[^>]*>/g) ?? []);

const passed = results.filter(result => attribute(result, 'outcome') === 'Passed');
const notPassed = results.filter(result => attribute(result, 'outcome') !== 'Passed');
const complaints = [...others, ...notPassed.map(result => {
  const outcome = attribute(result, 'outcome');
  return `${outcome === 'NotExecuted' ? 'skipped (counts as failed)' : outcome.toLowerCase()}: ${attribute(result, 'testName')}`;
})];

if (results.length === 0)
  complaints.push('no test ran');
else if (exitCode !== '0' && notPassed.length === 0)
  complaints.push(`dotnet test ended with exit code ${exitCode} although no test failed`);

console.log();
for (const complaint of complaints)
  console.log(complaint);
console.log(`${passed.length} passed, ${complaints.length} failed`);
process.exitCode = complaints.length === 0 ? 0 : 1;
