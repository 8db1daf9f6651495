/**
 * The fault matrix, against the real bundles: `npm run faults -- [NAME-OR-PREFIX...] [--table]`. A name or the beginning of
 * one, a side (`model`), or nothing for all. `--table` keeps the results and writes the table of docs/reliability.md.
 * Ends with 1 where anything came out otherwise than it must.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { copyAction } from '../support/runner.ts';
import { faults } from './index.ts';
import { keepResults, writeTable } from './results.ts';
import { runFault, type FaultResult } from './run-fault.ts';

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isWanted = ({ name, side }: { name: string; side: string }): boolean =>
  wanted.length === 0 || wanted.some((text) => side === text || name.startsWith(text));
const chosen = faults.filter(isWanted);
if (chosen.length === 0) {
  console.error(`No fault begins with ${wanted.join(' or ')}.`);
  process.exit(2);
}

const hasDocker = spawnSync('docker', ['version'], { timeout: 20_000, stdio: 'ignore' }).status === 0;
const copied = await copyAction(join(import.meta.dirname, '..', '..'));
const results: FaultResult[] = [];
const leftOut: string[] = [];
try {
  for (const fault of chosen) {
    if (fault.needs === 'docker' && !hasDocker) {
      leftOut.push(fault.name);
      continue;
    }
    const result = await runFault(fault, copied);
    results.push(result);
    const word = result.passed ? 'PASS' : 'FAIL';
    console.log(
      `${word}  ${fault.side}: ${fault.name} (${(result.tookMs / 1000).toFixed(1)} s)\n      ${result.observed}`,
    );
    if (result.failure !== undefined) console.log(result.failure.replace(/^/gm, '      | '));
  }
} finally {
  await copied.remove();
}

const failed = results.filter(({ passed }) => !passed);
console.log(`${results.length - failed.length} of ${results.length} faults came out as they must.`);
if (leftOut.length > 0) console.log(`Left out, because no Docker engine answers: ${leftOut.join(', ')}.`);
for (const { name } of failed) console.log(`FAIL  ${name}`);
if (process.argv.includes('--table')) {
  keepResults(results, faults, new Date().toISOString().slice(0, 10));
  await writeTable(faults);
}
process.exitCode = failed.length > 0 || leftOut.length > 0 ? 1 : 0;
