import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { toSluiceError } from '../model/error.ts';
import type { Arm, Run } from '../model/run.ts';
import type { GateContext } from './context.ts';
import { writeRun } from './outputs.ts';

const partialFile = (directory: string, arm: Arm): string => join(directory, `run-${arm}.partial.json`);

/**
 * What was measured so far, in the output folder: a run of hours that is cancelled or killed leaves what it has.
 * `sluice compare` and `sluice report` read it as any other run.
 */
export function writePartialRun(directory: string, run: Run): void {
  writeRun(partialFile(directory, run.arm), run);
}

/** Of each arm what it has, where the gate ends in an error. Never throws: that error is the one to tell. */
export function keepPartialRuns({ directory, tell }: GateContext, runs: readonly Run[]): void {
  try {
    for (const arm of ['candidate', 'base'] as const) {
      const run = lastMeasured(runs, arm);
      if (run) writePartialRun(directory, run);
    }
  } catch (thrown) {
    tell({ kind: 'note', text: toSluiceError(thrown).message });
  }
}

/** When the whole run is there, or a new one begins. */
export function removePartialRuns(directory: string): void {
  for (const arm of ['candidate', 'base'] as const) rmSync(partialFile(directory, arm), { force: true });
}

/** The last run of the arm that holds anything. */
export function lastMeasured(runs: readonly Run[], arm: Arm): Run | undefined {
  return runs.findLast((run) => run.arm === arm && run.blocks.length > 0);
}
