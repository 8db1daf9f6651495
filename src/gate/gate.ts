import { join, resolve } from 'node:path';
import type { BaselineFile } from '../baseline/index.ts';
import { chooseEngine } from '../load/index.ts';
import type { Engine } from '../load/index.ts';
import { SluiceError, toSluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { TargetPlan } from '../model/target.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { isolationFact } from '../report/index.ts';
import { cleanUp, removeLeftovers, toolMarks } from '../target/index.ts';
import { judgeLimits } from '../verdict/index.ts';
import { askCandidate } from './ask-candidate.ts';
import { MeasuredArm } from './arm.ts';
import type { Bench } from './bench.ts';
import { checkBudget } from './check-budget.ts';
import { committedInWorkspace, judgeCommitted, readAside, tellDrift } from './committed.ts';
import type { ReadCommitted } from './committed.ts';
import { makeContext, remainingMs, startClock } from './context.ts';
import type { GateContext, GateOptions } from './context.ts';
import { judgeEdgeCases, sendEdgeCases } from './edge-cases.ts';
import { createGuard } from './guarded-engine.ts';
import { readCountedWorkload, readWorkload } from './inputs.ts';
import { buildImages } from './images.ts';
import { isolatePlan } from './isolation.ts';
import { underLimits } from './limits.ts';
import { measuredLive, watchedLive } from './live-exports.ts';
import { checkWritable, clearOutputs } from './outputs.ts';
import { cancelledResult } from './cancelled.ts';
import type { GateResult } from './gate-result.ts';
import { keepPartialRuns, removePartialRuns } from './partial-run.ts';
import { runPaired } from './paired.ts';
import { readProvenance } from './provenance.ts';
import {
  cannotBeHad,
  describeBase,
  planReplay,
  provideBase,
  whyNotHad,
  withoutReplay,
  withScreen,
} from './replay.ts';
import type { ReplayedBase } from './replay.ts';
import { measureAlone } from './screen.ts';
import { hideInError } from './secrets.ts';

export interface MeasureResult {
  candidate: Run;
  context: GateContext;
}

export interface CancelledOptions {
  /** Told what was measured of a gate that is cancelled, when everything that it started is gone. */
  onCancelled?: (partial: GateResult) => Promise<void>;
}

/** Of the budget, for the screen against committed baselines when a replay of the base may have to follow. */
const screenShare = 0.4;

/**
 * The whole gate: plan in, verdict out. Whatever happens, nothing that it started stays behind.
 * @param readCommitted reads the committed baselines as they are on the base branch; by default those of the workspace
 */
export async function runGate(
  plan: Plan,
  given: GateOptions & CancelledOptions,
  readCommitted: ReadCommitted = committedInWorkspace(plan),
): Promise<GateResult> {
  clearOutputs(resolve(plan.workspace, plan.output.directory));
  checkBudget(plan, pairedBase(plan) ? 2 : 1, given.tell);
  // Faults of the baselines that it is judged by are told before anything is started. With a base of the user's own they
  // tell of drift alone, and are read while the targets start. Limits alone ask for none.
  const files = plan.mode === 'slo' ? [] : pairedBase(plan) ? undefined : await readCommitted();
  const { options, live } = await watchedLive(plan, given);
  let began: Bench | undefined;
  const gate = withBench(plan, options, async (bench) => {
    began = bench;
    const base = pairedBase(bench.plan);
    const reading = files ? { files } : readAside(readCommitted);
    const outcome = await (plan.mode === 'slo'
      ? measureAgainstLimits(bench)
      : base
        ? runPaired(bench, armsOf(bench, base))
        : screenThenReplay(bench, (await reading).files));
    const judged = { ...outcome, verdict: judgeEdgeCases(outcome, bench.plan) };
    const verdict = tellDrift(judged, await reading, bench.plan.gate);
    const { context } = bench;
    context.tell({ kind: 'verdict', verdict: verdict.verdict, sentence: verdict.sentence });
    const tookMs = performance.now() - context.startedAtMs;
    return { ...outcome, plan: bench.plan, verdict, context, tookMs, ...(live ? { live } : {}) };
  });
  return gate.catch(async (thrown: unknown) => {
    await live?.close();
    const partial = began && options.signal.aborted ? cancelledResult(began) : undefined;
    if (partial && options.onCancelled) await tellPartial(partial, options.onCancelled);
    throw thrown;
  });
}

/** Whatever becomes of it, the run was cancelled, and that is what is thrown. */
async function tellPartial(
  partial: GateResult,
  onCancelled: (partial: GateResult) => Promise<void>,
): Promise<void> {
  const { directory, tell } = partial.context;
  try {
    await onCancelled(partial);
    removePartialRuns(directory);
    tell({ kind: 'note', text: `What was measured until it was cancelled is in ${directory}.` });
  } catch (thrown) {
    tell({ kind: 'note', text: toSluiceError(thrown).message });
  }
}

/** The base that is measured side by side with the candidate; none where committed baselines are asked, or limits alone. */
function pairedBase({ base, mode }: Plan): TargetPlan | undefined {
  return mode === 'baseline' || mode === 'slo' ? undefined : base;
}

/** Only measures the candidate, with the whole budget. */
export async function measure(plan: Plan, given: GateOptions): Promise<MeasureResult> {
  checkBudget(plan, 1, given.tell);
  return measuredLive(plan, given, (options) =>
    withBench(plan, options, async (bench) => {
      const arm = new MeasuredArm('candidate', bench.plan.candidate, bench);
      await measureAlone(bench, arm, plan.budgetMs);
      await sendEdgeCases(bench, [arm]);
      return { candidate: arm.run, context: bench.context };
    }),
  );
}

/** Everything that both arms share is made, handed to the work, and taken away again, whatever becomes of it. */
export async function withBench<T>(
  written: Plan,
  options: GateOptions,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const asked = underLimits(written);
  const made = makeContext(asked, options);
  checkWritable(join(made.directory, 'result.json'));
  removePartialRuns(made.directory);
  await sweepBefore(asked, made);
  // Faults of the inputs are told before anything is built or started, unless the candidate has to count their tokens.
  const early = asked.workload.tokenizer?.kind === 'server' ? undefined : await readWorkload(asked);
  const built = await buildImages(asked, made);
  const context = built === asked ? made : startClock(made, asked);
  const { plan: isolated, isolation } = await isolatePlan(built);
  if (isolation) context.tell({ kind: 'note', text: `Isolation: ${isolationFact(isolation)}.` });
  const runs: Run[] = [];
  let engine: Engine | undefined;
  let order = 0;
  try {
    const { plan, start, endpoint } = await askCandidate(isolated, context);
    const workload = early ?? (await readCountedWorkload(plan, endpoint, context.signal));
    // Threads come up while git and the machine are asked.
    const [created, provenance] = await Promise.all([
      chooseEngine({
        protocol: plan.protocol,
        workload,
        load: plan.load,
        workspace: plan.workspace,
        marks: toolMarks(context.sessionId, context.stateFile),
        // Of all shards the same: a cache of the target's sees the prompts of one load.
        salt: `${plan.seed}-${plan.shard?.startAtEpochMs ?? context.sessionId}`,
        signal: context.signal,
      }),
      readProvenance(plan, workload, isolation),
    ]);
    const guard = createGuard(plan, context);
    engine = guard(created);
    const result = await work({
      plan,
      workload,
      engine,
      context,
      start,
      provenance: { ...provenance, ...(created.origin ? { engine: created.origin } : {}) },
      nextOrder: () => order++,
      guard,
      runs,
    });
    removePartialRuns(context.directory);
    return result;
  } catch (thrown) {
    keepPartialRuns(context, runs);
    throw hideInError(context.signal.aborted ? cancelled(thrown) : toSluiceError(thrown), context.mask);
  } finally {
    await engine?.close();
    // Everything that was started is in the state file: one way of cleaning up for success, failure and crash.
    const { problems } = await cleanUp(context.stateFile);
    for (const text of problems) context.tell({ kind: 'note', text });
  }
}

/** What killed runs left behind would be measured with. */
async function sweepBefore({ candidate, base }: Plan, { stateFile, tell }: GateContext): Promise<void> {
  const asksDocker = candidate.kind === 'container' || base?.kind === 'container';
  const { removed, problems } = await removeLeftovers({ stateFile, asksDocker });
  if (removed.length > 0)
    tell({ kind: 'note', text: `Removed what an earlier run had left: ${removed.join(', ')}.` });
  for (const text of problems) tell({ kind: 'note', text });
}

const armsOf = (bench: Bench, base: Plan['candidate']) => ({
  base: new MeasuredArm('base', base, bench),
  candidate: new MeasuredArm('candidate', bench.plan.candidate, bench),
});

/** `slo`: the candidate alone, with nothing to compare it with. */
async function measureAgainstLimits(bench: Bench): Promise<{ verdict: Verdict; candidate: Run; base?: Run }> {
  const { plan, context } = bench;
  const arm = new MeasuredArm('candidate', plan.candidate, bench);
  await measureAlone(bench, arm, remainingMs(context));
  await sendEdgeCases(bench, [arm]);
  await arm.stop();
  return { verdict: judgeLimits(arm.run, plan.slo), candidate: arm.run };
}

/** `auto` and `baseline` without a base of the user's own (VERDICT, B.4). */
async function screenThenReplay(
  bench: Bench,
  files: BaselineFile[],
): Promise<{ verdict: Verdict; candidate: Run; base?: Run }> {
  const { plan, context } = bench;
  const replay = planReplay(plan, files);
  const arm = new MeasuredArm('candidate', plan.candidate, bench);
  await measureAlone(
    bench,
    arm,
    remainingMs(context) * (replay && replay.kind !== 'refused' ? screenShare : 1),
  );
  const verdict = judgeCommitted(arm.run, files, plan);
  const settled = verdict.verdict === 'pass' || !replay || replay.kind === 'refused';
  // Where the base follows, they are sent to both.
  if (settled) await sendEdgeCases(bench, [arm]);
  await arm.stop();
  const screened = { verdict, candidate: arm.run };
  if (verdict.verdict === 'pass' || !replay) return screened;
  if (replay.kind === 'refused') return { ...screened, verdict: withoutReplay(verdict, replay.why, context) };
  return replayBase(bench, replay, screened);
}

/** The baseline's own build in pairs with the candidate; where it cannot be had, the screen's verdict stands. */
async function replayBase(
  bench: Bench,
  replay: ReplayedBase,
  screened: { verdict: Verdict; candidate: Run },
): Promise<{ verdict: Verdict; candidate: Run; base?: Run }> {
  const { plan, context } = bench;
  const { verdict } = screened;
  context.tell({
    kind: 'note',
    text: `The committed baselines do not settle it (${verdict.verdict}); ${describeBase(replay)} runs beside the candidate now.`,
  });
  let base: MeasuredArm | undefined;
  try {
    base = await provideBase(replay, bench);
    const candidate = new MeasuredArm('candidate', plan.candidate, bench);
    const paired = await runPaired(bench, { base, candidate });
    return { ...paired, verdict: withScreen(paired.verdict, verdict) };
  } catch (thrown) {
    const error = toSluiceError(thrown);
    if (context.signal.aborted || !cannotBeHad(error, base?.run)) throw error;
    return { ...screened, verdict: withoutReplay(verdict, whyNotHad(error, replay), context) };
  }
}

function cancelled(cause: unknown): SluiceError {
  return new SluiceError('cancelled', {
    fact: 'The run was cancelled before it had a verdict.',
    remedy: 'Run it again; what was started has been removed.',
    cause,
  });
}
