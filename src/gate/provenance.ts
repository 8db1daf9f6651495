import { execa } from 'execa';
import type { Plan } from '../model/plan.ts';
import type { Isolation, Provenance } from '../model/run.ts';
import type { Workload } from '../model/schedule.ts';
import { readEnvironment } from '../telemetry/index.ts';
import { commitOfCi } from './ci-context.ts';
import { hashPlan, hashWorkload } from './inputs.ts';
import { sluiceVersion } from './version.ts';

/** Where a run comes from, the arm's own target left out. */
export async function readProvenance(
  plan: Plan,
  workload: Workload,
  isolation?: Isolation,
): Promise<Omit<Provenance, 'target'>> {
  const { GITHUB_SHA: sha } = process.env;
  const commit = sha ?? commitOfCi(process.env, plan.workspace) ?? (await headCommit(plan.workspace));
  return {
    sluiceVersion,
    measuredAt: new Date().toISOString(),
    ...(commit ? { commit } : {}),
    profile: plan.profile,
    seed: plan.seed,
    planHash: hashPlan(plan),
    workloadHash: hashWorkload(workload),
    environment: await readEnvironment(),
    ...(isolation ? { isolation } : {}),
  };
}

/** Undefined outside a repository, or where git is not installed: a run needs no commit. */
async function headCommit(workspace: string): Promise<string | undefined> {
  const { exitCode, stdout } = await execa('git', ['rev-parse', 'HEAD'], {
    cwd: workspace,
    reject: false,
    timeout: 5000,
    stderr: 'ignore',
  });
  return exitCode === 0 ? stdout.trim() : undefined;
}
