import { resolve } from 'node:path';
import { matchHistory } from '../baseline/index.ts';
import type { BaselineFile } from '../baseline/index.ts';
import { createEngine } from '../load/index.ts';
import { SluiceError, toSluiceError } from '../model/error.ts';
import type { Plan, TargetPlan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { isolationFact } from '../report/index.ts';
import { cleanUp } from '../target/index.ts';
import { judgeBaseline } from '../verdict/index.ts';
import { MeasuredArm } from './arm.ts';
import type { Bench } from './arm.ts';
import { committedInWorkspace, readAside, tellDrift } from './committed.ts';
import type { ReadCommitted } from './committed.ts';
import { makeContext, remainingMs } from './context.ts';
import type { GateContext, GateOptions } from './context.ts';
import { readWorkload } from './inputs.ts';
import { isolatePlan } from './isolation.ts';
import { clearOutputs } from './outputs.ts';
import { runPaired } from './paired.ts';
import { readProvenance } from './provenance.ts';
import { planReplay, withoutReplay } from './replay.ts';
import { measureAlone } from './screen.ts';

export interface GateResult {
  verdict: Verdict;
  candidate: Run;
  base?: Run;
  context: GateContext;
  tookMs: number;
}

export interface MeasureResult {
  candidate: Run;
  context: GateContext;
}

/** Of the budget, for the screen against committed baselines when a replay of the base may have to follow. */
const screenShare = 0.4;

/**
 * The whole gate: plan in, verdict out. Whatever happens, nothing that it started stays behind.
 * @param readCommitted reads the committed baselines as they are on the base branch; by default those of the workspace
 */
export async function runGate(
  plan: Plan,
  options: GateOptions,
  readCommitted: ReadCommitted = committedInWorkspace(plan),
): Promise<GateResult> {
  clearOutputs(resolve(plan.workspace, plan.output.directory));
  return withBench(plan, options, async (bench) => {
    const base = pairedBase(bench.plan);
    // With a base of the user's own they tell of drift alone, and are read while the targets start.
    const reading = base ? readAside(readCommitted) : { files: await readCommitted() };
    const outcome = base
      ? await runPaired(bench, armsOf(bench, base))
      : await screenThenReplay(bench, (await reading).files);
    const verdict = tellDrift(outcome, await reading, plan.gate);
    const { context } = bench;
    context.tell({ kind: 'verdict', verdict: verdict.verdict, sentence: verdict.sentence });
    return { ...outcome, verdict, context, tookMs: performance.now() - context.startedAtMs };
  });
}

/** The base that is measured side by side with the candidate; none where committed baselines are asked. */
function pairedBase({ base, mode }: Plan): TargetPlan | undefined {
  return mode === 'baseline' ? undefined : base;
}

/** Only measures the candidate, with the whole budget. */
export async function measure(plan: Plan, options: GateOptions): Promise<MeasureResult> {
  return withBench(plan, options, async (bench) => {
    const arm = new MeasuredArm('candidate', bench.plan.candidate, bench);
    await measureAlone(bench, arm, plan.budgetMs);
    return { candidate: arm.run, context: bench.context };
  });
}

async function withBench<T>(
  asked: Plan,
  options: GateOptions,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const context = makeContext(asked, options);
  const workload = readWorkload(asked);
  const { plan, isolation } = await isolatePlan(asked);
  if (isolation) context.tell({ kind: 'note', text: `Isolation: ${isolationFact(isolation)}.` });
  // Threads come up while git and the machine are asked.
  const [engine, provenance] = await Promise.all([
    createEngine({
      protocol: plan.protocol,
      workload,
      load: plan.load,
      salt: `${plan.seed}-${context.sessionId}`,
    }),
    readProvenance(plan, workload, isolation),
  ]);
  let order = 0;
  try {
    return await work({ plan, workload, engine, context, provenance, nextOrder: () => order++ });
  } catch (thrown) {
    throw context.signal.aborted ? cancelled(thrown) : toSluiceError(thrown);
  } finally {
    await engine.close();
    // Everything that was started is in the state file: one way of cleaning up for success, failure and crash.
    const { problems } = await cleanUp(context.stateFile);
    for (const text of problems) context.tell({ kind: 'note', text });
  }
}

const armsOf = (bench: Bench, base: Plan['candidate']) => ({
  base: new MeasuredArm('base', base, bench),
  candidate: new MeasuredArm('candidate', bench.plan.candidate, bench),
});

/** `auto` and `baseline` without a base of the user's own (VERDICT, B.4). */
async function screenThenReplay(
  bench: Bench,
  files: BaselineFile[],
): Promise<{ verdict: Verdict; candidate: Run; base?: Run }> {
  const { plan, context, provenance } = bench;
  const replay = planReplay(plan, files);
  const arm = new MeasuredArm('candidate', plan.candidate, bench);
  await measureAlone(bench, arm, remainingMs(context) * (replay?.kind === 'image' ? screenShare : 1));
  const matched = matchHistory(files, {
    planHash: provenance.planHash,
    workloadHash: provenance.workloadHash,
    fingerprint: provenance.environment.fingerprint,
    environment: provenance.environment,
  });
  const verdict = judgeBaseline(matched.history, arm.run, {
    gate: plan.gate,
    slo: plan.slo,
    incomparable: matched.incomparable,
  });
  await arm.stop();
  const screened = { verdict, candidate: arm.run };
  if (verdict.verdict === 'pass' || !replay) return screened;
  if (replay.kind === 'refused') return { ...screened, verdict: withoutReplay(verdict, replay.why, context) };
  context.tell({
    kind: 'note',
    text: `The committed baselines do not settle it (${verdict.verdict}); the baseline's own image runs beside the candidate now.`,
  });
  try {
    return await runPaired(bench, armsOf(bench, replay.base));
  } catch (thrown) {
    const error = toSluiceError(thrown);
    // Only a base that cannot be had leaves the screen's verdict standing; any other fault is a fault.
    if (!['image-not-found', 'container-start-failed', 'budget-too-short'].includes(error.code)) throw error;
    return { ...screened, verdict: withoutReplay(verdict, error.fact, context) };
  }
}

function cancelled(cause: unknown): SluiceError {
  return new SluiceError('cancelled', {
    fact: 'The run was cancelled before it had a verdict.',
    remedy: 'Run it again; what was started has been removed.',
    cause,
  });
}
