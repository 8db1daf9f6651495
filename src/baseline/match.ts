import type { Environment } from '../model/run.ts';
import type { BaselineFile, RecordedRun } from './baseline-file.ts';

/** What a recorded run must share with the candidate's run to be compared with it. */
export interface Wanted {
  planHash: string;
  workloadHash: string;
  fingerprint: string;
  /** With it, the fields in which two environments differ are named. */
  environment?: Environment;
}

/** Why recorded runs cannot be compared, with both values. */
export interface Incomparable {
  about: 'environment' | 'plan' | 'workload';
  recorded: string;
  current: string;
  /** How many recorded runs it keeps out. */
  runs: number;
  /** For environments: `cpuModel: "A" recorded, "B" now`. */
  differences: string[];
}

/**
 * The recorded runs that may be compared with the candidate's, oldest first, and why the others may not.
 * A run that differs in several ways is counted under each.
 */
export function matchHistory(
  files: readonly BaselineFile[],
  wanted: Wanted,
): { history: RecordedRun[]; incomparable: Incomparable[] } {
  const history: RecordedRun[] = [];
  const reasons = new Map<string, Incomparable>();
  for (const run of files.flatMap((file) => file.runs)) {
    const differing = compare(run, wanted);
    if (differing.length === 0) history.push(run);
    for (const reason of differing) {
      const key = `${reason.about} ${reason.recorded}`;
      const known = reasons.get(key);
      if (known) known.runs += 1;
      else reasons.set(key, reason);
    }
  }
  history.sort((a, b) => a.sequence - b.sequence);
  return { history, incomparable: [...reasons.values()] };
}

function compare({ provenance }: RecordedRun, wanted: Wanted): Incomparable[] {
  const { environment } = provenance;
  const pairs: [Incomparable['about'], string, string][] = [
    ['environment', environment.fingerprint, wanted.fingerprint],
    ['plan', provenance.planHash, wanted.planHash],
    ['workload', provenance.workloadHash, wanted.workloadHash],
  ];
  return pairs
    .filter(([, recorded, current]) => recorded !== current)
    .map(([about, recorded, current]) => ({
      about,
      recorded,
      current,
      runs: 1,
      differences:
        about === 'environment' && wanted.environment ? differences(environment, wanted.environment) : [],
    }));
}

const fields = ['cpuModel', 'cores', 'memoryGiB', 'gpus', 'kernel', 'runnerImage', 'nodeVersion'] as const;

function differences(recorded: Environment, current: Environment): string[] {
  return fields
    .map((field) => [field, JSON.stringify(recorded[field]), JSON.stringify(current[field])] as const)
    .filter(([, before, now]) => before !== now)
    .map(([field, before, now]) => `${field}: ${before} recorded, ${now} now`);
}
