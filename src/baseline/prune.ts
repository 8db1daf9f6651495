import { anchorOf } from '../model/history.ts';
import type { BaselineFile, RecordedRun } from './baseline-file.ts';

/** Which runs stay. */
export type PruneRule =
  /** The newest so many of each file. */
  | { kind: 'keep'; runs: number }
  /** What was measured at that time or later. */
  | { kind: 'before'; epochMs: number }
  /** All but that environment's. */
  | { kind: 'environment'; fingerprint: string };

export interface Pruned {
  /** Without any run: the file is to be removed. */
  file: BaselineFile;
  removed: RecordedRun[];
}

/** Takes runs out of a file. The newest release always stays, except where a whole environment goes: drift is measured from it. */
export function pruneRuns(file: BaselineFile, rule: PruneRule): Pruned {
  const anchor = rule.kind === 'environment' ? undefined : anchorOf(file.runs);
  const stays = staysBy(rule, file);
  const kept = file.runs.filter((run) => run === anchor || stays(run));
  return { file: { ...file, runs: kept }, removed: file.runs.filter((run) => !kept.includes(run)) };
}

function staysBy(rule: PruneRule, { runs, environment }: BaselineFile): (run: RecordedRun) => boolean {
  switch (rule.kind) {
    case 'keep': {
      const newest = new Set(runs.slice(-rule.runs));
      return (run) => newest.has(run);
    }
    case 'before':
      return ({ provenance }) => Date.parse(provenance.measuredAt) >= rule.epochMs;
    case 'environment':
      return () => environment.fingerprint !== rule.fingerprint;
  }
}
