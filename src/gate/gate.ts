import { resolve } from 'node:path';
import { matchHistory } from '../baseline/index.ts';
import type { BaselineFile } from '../baseline/index.ts';
import { createEngine } from '../load/index.ts';
import type { Engine } from '../load/index.ts';
import { SluiceError, toSluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { TargetPlan } from '../model/target.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { isolationFact } from '../report/index.ts';
import { cleanUp } from '../target/index.ts';
import { judgeBaseline } from '../verdict/index.ts';
import { askCandidate } from './ask-candidate.ts';
import { MeasuredArm } from './arm.ts';
import type { Bench } from './arm.ts';
import { committedInWorkspace, readAside, tellDrift } from './committed.ts';
import type { ReadCommitted } from './committed.ts';
import { makeContext, remainingMs, startClock } from './context.ts';
import type { GateContext, GateOptions } from './context.ts';
import { judgeEdgeCases, sendEdgeCases } from './edge-cases.ts';
import { readCountedWorkload, readWorkload } from './inputs.ts';
import { buildImages } from './images.ts';
import { isolatePlan } from './isolation.ts';
import { clearOutputs } from './outputs.ts';
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

export interface GateResult {
  /** With the protocol that was recognised, where none is named. */
  plan: Plan;
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
  // Faults of the baselines that it is judged by are told before anything is started. With a base of the user's own they
  // tell of drift alone, and are read while the targets start.
  const files = pairedBase(plan) ? undefined : await readCommitted();
  return withBench(plan, options, async (bench) => {
    const base = pairedBase(bench.plan);
    const reading = files ? { files } : readAside(readCommitted);
    const outcome = base
      ? await runPaired(bench, armsOf(bench, base))
      : await screenThenReplay(bench, (await reading).files);
    const judged = { ...outcome, verdict: judgeEdgeCases(outcome, bench.plan) };
    const verdict = tellDrift(judged, await reading, bench.plan.gate);
    const { context } = bench;
    context.tell({ kind: 'verdict', verdict: verdict.verdict, sentence: verdict.sentence });
    const tookMs = performance.now() - context.startedAtMs;
    return { ...outcome, plan: bench.plan, verdict, context, tookMs };
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
    await sendEdgeCases(bench, [arm]);
    return { candidate: arm.run, context: bench.context };
  });
}

async function withBench<T>(
  asked: Plan,
  options: GateOptions,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const made = makeContext(asked, options);
  // Faults of the inputs are told before anything is built or started, unless the candidate has to count their tokens.
  const early = asked.workload.tokenizer?.kind === 'server' ? undefined : await readWorkload(asked);
  const built = await buildImages(asked, made);
  const context = built === asked ? made : startClock(made, asked);
  const { plan: isolated, isolation } = await isolatePlan(built);
  if (isolation) context.tell({ kind: 'note', text: `Isolation: ${isolationFact(isolation)}.` });
  let engine: Engine | undefined;
  let order = 0;
  try {
    const { plan, start, endpoint } = await askCandidate(isolated, context);
    const workload = early ?? (await readCountedWorkload(plan, endpoint, context.signal));
    // Threads come up while git and the machine are asked.
    const [created, provenance] = await Promise.all([
      createEngine({
        protocol: plan.protocol,
        workload,
        load: plan.load,
        workspace: plan.workspace,
        salt: `${plan.seed}-${context.sessionId}`,
      }),
      readProvenance(plan, workload, isolation),
    ]);
    engine = created;
    return await work({ plan, workload, engine, context, start, provenance, nextOrder: () => order++ });
  } catch (thrown) {
    throw context.signal.aborted ? cancelled(thrown) : toSluiceError(thrown);
  } finally {
    await engine?.close();
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
  await measureAlone(
    bench,
    arm,
    remainingMs(context) * (replay && replay.kind !== 'refused' ? screenShare : 1),
  );
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
    acceptedAt: files.flatMap(({ runs }) =>
      runs.filter(({ accepted }) => accepted).map(({ provenance }) => provenance.measuredAt),
    ),
  });
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
