/**
 * k6 as the engine: two execution segments against the built-in engine on the same servers.
 * `npm run conformance -- k6 [accuracy|closed|hung|written|script|faults|manifest|demo]`; all of it takes about 10 minutes. k6 is
 * the one in SLUICE_K6, or `k6` on PATH.
 */
import { Checks } from './checks.ts';
import { checkAccuracy, checkClosed } from './k6/accuracy.ts';
import { checkDemo } from './k6/demo.ts';
import { checkFaults } from './k6/faults.ts';
import { checkHung } from './k6/hung.ts';
import { checkManifest } from './k6/manifest.ts';
import { checkScript } from './k6/script.ts';
import { checkWritten } from './k6/written.ts';

const parts: Record<string, (command: string, checks: Checks, folder: string) => Promise<void>> = {
  accuracy: checkAccuracy,
  closed: checkClosed,
  hung: checkHung,
  written: checkWritten,
  script: checkScript,
  faults: checkFaults,
  manifest: checkManifest,
  demo: checkDemo,
};

/** @param folder its own, absolute. @returns whether every check was met */
export async function check(folder: string): Promise<boolean> {
  const checks = new Checks();
  const wanted = process.argv.slice(3);
  for (const [name, checkPart] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`${name}:`);
    await checkPart(process.env.SLUICE_K6 ?? 'k6', checks, folder);
  }
  return checks.isGood;
}
