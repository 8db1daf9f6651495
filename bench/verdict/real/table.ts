/**
 * The table of docs/method.md from the lines of gates.ndjson, and from nothing else.
 *   node bench/verdict/real/table.ts [FILE.ndjson]
 */
import { join } from 'node:path';
import { readLines } from './gate-line.ts';
import { realTable } from './real-table.ts';

const lines = readLines(process.argv[2] ?? join(import.meta.dirname, 'gates.ndjson'));
for (const neighbour of [false, true]) {
  const title = neighbour ? 'With the noisy neighbour' : 'Without a neighbour';
  const chosen = lines.filter((line) => line.neighbour === neighbour);
  process.stdout.write(`**${title}**\n\n${realTable(chosen)}\n\n`);
}
const dates = lines.map(({ date }) => date.slice(0, 10)).sort();
process.stdout.write(`${lines.length} gates, ${dates[0] ?? 'none'} to ${dates.at(-1) ?? 'none'}.\n`);
