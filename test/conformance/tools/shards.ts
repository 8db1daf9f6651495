/**
 * One load sent by four processes, as four runners would send it, merged and held against what one process measures on the same
 * server: `npm run conformance -- shards [PART...]`; all parts take about a quarter of an hour. Files stay in
 * out/conformance/shards.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from './checks.ts';
import { checkAccuracy } from './shards/accuracy.ts';
import { checkAction } from './shards/action.ts';
import { checkFaults } from './shards/faults.ts';
import { checkVerdict, pairs } from './shards/verdicts.ts';

type CheckPart = (folder: string, checks: Checks) => Promise<void>;

const verdicts = Object.entries(pairs).map(([name, pair]): [string, CheckPart] => [
  name,
  (folder, checks) => checkVerdict(pair, folder, checks),
]);
const parts: Record<string, CheckPart> = {
  accuracy: checkAccuracy,
  ...Object.fromEntries(verdicts),
  faults: checkFaults,
  action: checkAction,
};

/** @param folder its own, absolute. @returns whether every check was met */
export async function check(folder: string): Promise<boolean> {
  const checks = new Checks();
  const wanted = process.argv.slice(3);
  for (const [name, checkPart] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`${name}:`);
    const own = join(folder, name);
    rmSync(own, { recursive: true, force: true });
    mkdirSync(own, { recursive: true });
    await checkPart(own, checks);
  }
  return checks.isGood;
}
