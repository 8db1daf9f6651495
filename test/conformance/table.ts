/** The table of docs/servers.md from the lines of results.ndjson, and from nothing else: `node test/conformance/table.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from 'markdown-table';
import { format, resolveConfig } from 'prettier';
import { checks, readResults, type Check, type CheckResult, type Result } from './result.ts';
import { servers } from './servers/index.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'servers.md');
const [begin, end] = ['<!-- conformance: begin -->', '<!-- conformance: end -->'];

const heads: Record<Check, string> = {
  recognised: 'recognised',
  ready: 'ready by',
  answered: 'answered',
  counts: 'counted like the server',
  firstToken: 'TTFT, Sluice / server',
  overload: 'overload',
  outOfMemory: 'out of memory',
  badRequest: 'bad request',
};

/** What is told by its numbers; of the others yes is enough. */
const withNumbers: readonly Check[] = ['ready', 'answered', 'counts', 'firstToken'];

function cell(check: Check, { is, found }: CheckResult): string {
  if (is === 'none') return '-';
  const numbers = found.replaceAll('|', '\\|');
  if (is === 'no') return `**no**: ${numbers}`;
  return withNumbers.includes(check) || numbers.includes('reset') ? numbers : 'yes';
}

function row({ title, version, way, checks: found, date }: Result): string[] {
  const server = version.startsWith('this') ? title : `${title} (${version})`;
  return [server, way, ...checks.map((check) => cell(check, found[check])), date];
}

const results = readResults();
const table = markdownTable([
  ['server', 'protocol', ...checks.map((check) => heads[check]), 'date'],
  ...results.map(row),
]);
const notes = [...new Set(results.map(({ server }) => server))].flatMap((name) =>
  (servers[name]?.notes ?? []).map((note) => `- ${servers[name]?.title}: ${note}`),
);

const text = readFileSync(page, 'utf8');
const [from, to] = [text.indexOf(begin), text.indexOf(end)];
if (from === -1 || to < from) throw new Error(`${page} lacks the markers of the table.`);
const written = `${text.slice(0, from)}${begin}\n\n${table}\n\n${notes.join('\n')}\n\n${text.slice(to)}`;
writeFileSync(page, await format(written, { ...(await resolveConfig(page)), parser: 'markdown' }));
