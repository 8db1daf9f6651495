import type { RunStatistics } from '../model/baseline.ts';
import type { Provenance, Run } from '../model/run.ts';
import type { Reason } from '../model/verdict.ts';

/** Why earlier runs were kept out, with both values. */
export interface Incomparability {
  about: 'environment' | 'plan' | 'workload';
  recorded: string;
  current: string;
  /** How many earlier runs it keeps out. */
  runs: number;
  /** Where known, what differs: `cpuModel: "A" recorded, "B" now`. */
  differences?: readonly string[];
}

const identities: [Incomparability['about'], (provenance: Provenance) => string][] = [
  ['environment', ({ environment }) => environment.fingerprint],
  ['plan', ({ planHash }) => planHash],
  ['workload', ({ workloadHash }) => workloadHash],
];

/** The earlier runs that asked the same of the same machine, and what keeps the others out. */
export function comparableHistory(
  history: readonly RunStatistics[],
  candidate: Run,
): { comparable: RunStatistics[]; incomparable: Incomparability[] } {
  const comparable: RunStatistics[] = [];
  const kept = new Map<string, Incomparability>();
  for (const run of history) {
    const differing = identities.filter(([, read]) => read(run.provenance) !== read(candidate.provenance));
    if (differing.length === 0) comparable.push(run);
    for (const [about, read] of differing) {
      const [recorded, current] = [read(run.provenance), read(candidate.provenance)];
      const key = `${about} ${recorded}`;
      const known = kept.get(key) ?? { about, recorded, current, runs: 0 };
      kept.set(key, { ...known, runs: known.runs + 1 });
    }
  }
  return { comparable, incomparable: [...kept.values()] };
}

export function incomparableReason({ about, recorded, current, runs, differences }: Incomparability): Reason {
  const details = differences && differences.length > 0 ? ` (${differences.join('; ')})` : '';
  return {
    code: `different-${about}`,
    message: `${runs} earlier ${runs === 1 ? 'run has' : 'runs have'} another ${about} and cannot be compared: ${recorded} recorded, ${current} now${details}`,
  };
}
