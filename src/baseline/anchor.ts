import type { RecordedRun } from './baseline-file.ts';

/** The newest run that stands for a release: what slow drift is measured from. It is never thinned. */
export function anchorOf(runs: readonly RecordedRun[]): RecordedRun | undefined {
  return runs.findLast(({ release }) => release !== undefined);
}
