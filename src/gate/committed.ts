import { resolve } from 'node:path';
import { matchHistory, readBaselines } from '../baseline/index.ts';
import type { BaselineFile } from '../baseline/index.ts';
import { toSluiceError } from '../model/error.ts';
import type { GatePlan, Plan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { judgeBaseline, withDrift } from '../verdict/index.ts';

/** Reads the committed baselines of the plan's suite. */
export type ReadCommitted = () => Promise<BaselineFile[]>;

export interface Committed {
  files: BaselineFile[];
  /** Why they could not be read, where the verdict does not depend on them. */
  problem?: string;
}

/** As they are in the workspace. */
export const committedInWorkspace =
  ({ workspace, baselines, suite }: Plan): ReadCommitted =>
  () =>
    readBaselines(resolve(workspace, baselines.directory), suite);

/** The run against those of the committed ones that are of its plan, workload and environment. */
export function judgeCommitted(
  run: Run,
  files: readonly BaselineFile[],
  { gate, slo }: Pick<Plan, 'gate' | 'slo'>,
): Verdict {
  const { planHash, workloadHash, environment } = run.provenance;
  const { fingerprint } = environment;
  const matched = matchHistory(files, { planHash, workloadHash, fingerprint, environment });
  return judgeBaseline(matched.history, run, {
    gate,
    slo,
    incomparable: matched.incomparable,
    acceptedAt: files.flatMap(({ runs }) =>
      runs.filter(({ accepted }) => accepted).map(({ provenance }) => provenance.measuredAt),
    ),
  });
}

/** For the drift alone: a file or a platform that fails must not cost a verdict that comes from elsewhere. Never rejects. */
export async function readAside(read: ReadCommitted): Promise<Committed> {
  try {
    return { files: await read() };
  } catch (thrown) {
    return { files: [], problem: toSluiceError(thrown).fact };
  }
}

/** The verdict with the drift since the last release, as far as the committed runs tell of it. */
export function tellDrift(
  { verdict, candidate }: { verdict: Verdict; candidate: Run },
  { files, problem }: Committed,
  gate: GatePlan,
): Verdict {
  if (problem !== undefined) {
    const warning = `How far the model has come since its last release is not known: ${problem}`;
    return { ...verdict, warnings: [...verdict.warnings, warning] };
  }
  const history = files.flatMap(({ runs }) => runs);
  return withDrift(verdict, history, candidate, gate);
}
