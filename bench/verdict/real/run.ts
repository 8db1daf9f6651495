/**
 * Whole gates on real containers of the example model, one line of gates.ndjson each:
 *   npm run bench:real -- --gates 14 | --minutes 60 [--cell 'A/A' ...] [--neighbour on|off|both] [--out FILE.ndjson]
 * Without a number it goes on until SIGINT. It continues where the fewest gates are, so that a campaign can be run in
 * parts, over days. A gate that has begun is kept whatever it says; after SIGINT the one that is running is dropped.
 * `table.ts` makes the table of the file.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { chooseCells, realCells } from './cells.ts';
import { appendLine, readLines } from './gate-line.ts';
import type { GateLine } from './gate-line.ts';
import { buildImages, removeContainers } from './images.ts';
import { nextGate } from './next-gate.ts';
import { runGate } from './run-gate.ts';

function positive(text: string): number {
  if (!(Number(text) > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return Number(text);
}

const options = new Command()
  .option('--gates <number>', 'so many gates', positive, Infinity)
  .option('--minutes <number>', 'start no gate later than this', positive, Infinity)
  .option('--cell <names...>', realCells.map(({ name }) => `'${name}'`).join(', '), [])
  .addOption(new Option('--neighbour <choice>').choices(['on', 'off', 'both']).default('both'))
  .option('--out <file>', 'where lines are added', join(import.meta.dirname, 'gates.ndjson'))
  .parse()
  .opts<{
    gates: number;
    minutes: number;
    cell: string[];
    neighbour: 'on' | 'off' | 'both';
    out: string;
  }>();

/** As many gates without a verdict, one after the other, are a fault of the bench. */
const mostErrors = 3;

const cells = chooseCells(options.cell);
const neighbours = { on: [true], off: [false], both: [false, true] }[options.neighbour];
const commit = execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8' }).trim();
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interruption.abort());
const { signal } = interruption;

await buildImages(cells);
const endAtMs = performance.now() + options.minutes * 60_000;
const lines = readLines(options.out);
try {
  let errors = 0;
  const goesOn = () => performance.now() < endAtMs && !signal.aborted;
  for (let gates = 0; gates < options.gates && goesOn() && errors < mostErrors; gates++) {
    const line = await runGate(nextGate(cells, neighbours, lines), { commit, signal });
    if (line === undefined) break;
    appendLine(options.out, line);
    lines.push(line);
    errors = line.verdict === 'error' ? errors + 1 : 0;
    console.log(`${lines.length} ${sentenceOf(line)}`);
  }
  if (errors === mostErrors) process.exitCode = 1;
} finally {
  await removeContainers();
}

function sentenceOf({
  cell,
  neighbour,
  verdict,
  seconds,
  pairsUsed,
  regressed,
  undecided,
}: GateLine): string {
  const because = [...regressed, ...undecided].join(', ');
  const beside = neighbour ? 'with neighbour' : 'alone';
  return `${cell}, ${beside}: ${verdict} after ${seconds} s, ${pairsUsed} pairs${because ? ` (${because})` : ''}`;
}
