import { relative } from 'node:path';
import { appendRun, readBaselines, startBaseline, writeBaseline } from '../baseline/index.ts';
import { SluiceError } from '../model/error.ts';
import type { Run } from '../model/run.ts';
import { runStatistics } from '../verdict/index.ts';

/** Appends a run to the baseline file of its suite and environment, and tells where it went. */
export async function addBaseline(run: Run, directory: string): Promise<string> {
  if (!run.blocks.some(({ scenario, validity }) => scenario === 'mixed' && validity.valid)) {
    throw new SluiceError('nothing-measured', {
      fact: 'The run holds no valid block of the scenario mixed, so it says nothing that could be a baseline.',
      remedy:
        'Measure again with `sluice measure`, on a machine with less other work if the blocks were invalid.',
    });
  }
  const statistics = runStatistics(run);
  const { fingerprint } = run.provenance.environment;
  const files = await readBaselines(directory, run.suite);
  const known = files.find(({ environment }) => environment.fingerprint === fingerprint);
  const grown = known ? appendRun(known, statistics) : startBaseline(statistics);
  const path = await writeBaseline(directory, grown);
  return `${relative(process.cwd(), path)} now holds ${grown.runs.length} run${grown.runs.length === 1 ? '' : 's'}.`;
}
