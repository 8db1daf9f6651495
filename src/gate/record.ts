import { appendRun, formatBaseline, isReleaseTag, parseBaselines, startBaseline } from '../baseline/index.ts';
import { commitFile, readChangedFiles, releaseTag } from '../github/index.ts';
import type { ActionContext } from '../github/index.ts';
import type { RunStatistics } from '../model/baseline.ts';
import { toSluiceError } from '../model/error.ts';
import type { Acceptance } from '../model/history.ts';
import type { Plan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { boundErrors, judgeSlo, runStatistics } from '../verdict/index.ts';

/** What became of the recording, in words for the log; undefined where nothing was to be recorded. */
export async function recordBaseline(
  plan: Plan,
  { verdict, candidate }: { verdict: Verdict; candidate: Run },
  acceptance: Acceptance | undefined,
  context: ActionContext,
  token: string,
): Promise<string | undefined> {
  const branch = recordingBranch(plan, context);
  if (branch === undefined) return undefined;
  const refusal = reasonNotToRecord(verdict, candidate);
  if (refusal) return `The run was not recorded as a baseline: ${refusal}.`;
  const release = releaseTag(context);
  const statistics = {
    ...runStatistics(candidate),
    ...(acceptance && { accepted: acceptance }),
    ...(release !== undefined && isReleaseTag(release) && { release }),
  };
  const path = `${plan.baselines.directory}/${plan.suite}/${candidate.provenance.environment.fingerprint}.json`;
  const edit = (before: string | undefined): string => {
    const [known] = before === undefined ? [] : parseBaselines([{ name: path, text: before }], plan.suite);
    // GitHub may have taken a commit whose answer got lost: asked again, the same run is not recorded twice.
    if (before !== undefined && known?.runs.some((run) => isSameRun(run, statistics))) return before;
    return formatBaseline(known ? appendRun(known, statistics) : startBaseline(statistics));
  };
  try {
    // `[skip ci]`: the commit changes no code, and must not start the workflow that made it.
    const message = `chore(sluice): record a run of ${plan.suite} [skip ci]`;
    const { commit, pullRequest, notice } = await commitFile({ branch, path, message, edit }, context, token);
    if (notice) return notice;
    const where = pullRequest
      ? `by pull request #${pullRequest.number}, since ${branch} is protected: ${pullRequest.url}`
      : `on ${branch}${commit === undefined ? '' : `, commit ${commit}`}`;
    return `The run was recorded in ${path}${statistics.release ? ` as release ${release}` : ''} ${where}.`;
  } catch (thrown) {
    const { message, remedy } = toSluiceError(thrown);
    return `The run was not recorded as a baseline: ${message} ${remedy}`;
  }
}

/** Two runs of one commit in one environment never begin in the same millisecond. */
const isSameRun = ({ provenance: a }: RunStatistics, { provenance: b }: RunStatistics): boolean =>
  a.measuredAt === b.measuredAt && a.commit === b.commit && a.planHash === b.planHash && a.seed === b.seed;

/**
 * Pull requests and merge groups never record: none can move its own bar. `auto` records what reached the default branch,
 * and releases, whose runs are kept there too.
 */
function recordingBranch({ baselines }: Plan, context: ActionContext): string | undefined {
  if (baselines.record === 'never' || context.pullRequest || context.mergeGroup) return undefined;
  if (releaseTag(context) !== undefined) return context.defaultBranch;
  const branch = /^refs\/heads\/(.+)$/.exec(context.ref)?.[1];
  if (baselines.record === 'always') return branch;
  return context.event === 'push' && branch === context.defaultBranch ? branch : undefined;
}

/**
 * Whether this push only brought recorded runs: there is nothing new to measure, and what it would record would be proposed
 * and merged for ever. A tag is measured whatever it brings, and so is everything where GitHub does not tell what changed.
 */
export async function changesOnlyBaselines(
  { baselines }: Plan,
  context: ActionContext,
  token: string,
): Promise<boolean> {
  if (baselines.record === 'always' || context.event !== 'push' || releaseTag(context) !== undefined)
    return false;
  const changed = await readChangedFiles(context, token);
  return (
    changed !== undefined &&
    changed.length > 0 &&
    changed.every((path) => path.startsWith(`${baselines.directory}/`))
  );
}

/** A bar made of errors or of nothing would let everything pass. */
/** Why the run is no baseline for later ones; undefined where it is. */
export function reasonNotToRecord(
  { verdict, slo, sentence, reasons }: Verdict,
  candidate: Run,
): string | undefined {
  if (verdict === 'invalid') return `it is invalid (${sentence})`;
  if (reasons.some(({ code }) => code === 'runner-disturbed')) return 'the runner disturbed it too often';
  if (slo.some(({ id, met }) => id === 'error-rate' && !met)) return 'its error rate is above the SLO';
  // A baseline of errors would let every later one through.
  const [errors] = slo.some(({ id }) => id === 'error-rate') ? [] : judgeSlo(candidate, boundErrors([]));
  return errors?.met === false
    ? 'more than 1 % of its requests failed, and no SLO says that they may'
    : undefined;
}
