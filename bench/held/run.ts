/**
 * What Sluice holds: `node bench/held/run.ts [PART...] [--seconds N]`, each part in a process of its own, one after the
 * other. Prints the table of docs/reliability.md and writes out/bench/held.json.
 */
import { execa } from 'execa';
import { markdownTable } from 'markdown-table';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { HeldRow } from './part-result.ts';

const parts = ['requests', 'load', 'soak', 'scenarios', 'classes', 'history', 'streams'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '180' } },
});
const unknown = positionals.find((name) => !parts.includes(name));
if (unknown !== undefined) throw new Error(`There is no part "${unknown}"; there are ${parts.join(', ')}.`);

const rows: HeldRow[] = [];
for (const name of positionals.length > 0 ? positionals : parts) {
  const file = join(import.meta.dirname, 'parts', `${name}.ts`);
  const options = name === 'load' ? ['--seconds', values.seconds] : [];
  const { stdout } = await execa(process.execPath, [file, ...options], { stderr: 'inherit' });
  const row = JSON.parse(stdout) as HeldRow;
  rows.push(row);
  console.log(`${row.what}: ${row.seconds.toFixed(0)} s, ${row.residentMb.toFixed(0)} MB; ${row.told}`);
}
const table = rows.map(({ what, seconds, cpuSeconds, residentMb, heapMb, told }) => [
  what,
  `${seconds.toFixed(0)} s`,
  `${cpuSeconds.toFixed(0)} s`,
  `${residentMb.toFixed(0)} MB`,
  `${heapMb.toFixed(0)} MB`,
  told,
]);
console.log(`\n${markdownTable([['held', 'took', 'of CPU', 'resident', 'heap', 'and'], ...table])}`);
const out = join(import.meta.dirname, '..', '..', 'out', 'bench');
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'held.json'), `${JSON.stringify(rows, null, 2)}\n`);
