import type { Engine, EngineProgress } from '../load/index.ts';
import { recordParts } from '../load/record-parts.ts';
import { SluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { TargetPlan } from '../model/target.ts';
import { runSchema } from '../model/run.ts';
import type { Arm, Block, Provenance, Run, RunnerConditions } from '../model/run.ts';
import type { BlockSamples } from '../model/sample.ts';
import type { BlockPlan, Workload } from '../model/schedule.ts';
import type { RunningTarget, TargetState } from '../target/index.ts';
import { watchConditions } from '../telemetry/index.ts';
import { withRunner } from '../verdict/index.ts';
import type { AskedCandidate } from './ask-candidate.ts';
import { remainingMs, targetContext } from './context.ts';
import type { GateContext } from './context.ts';
import { openTargetTelemetry } from './target-telemetry.ts';
import type { TargetTelemetry } from './target-telemetry.ts';
import { describeMiscount } from './token-counts.ts';

/** The most error examples a run keeps. */
const maximumExamples = 20;

/** What both arms share while a gate measures. */
export interface Bench {
  plan: Plan;
  workload: Workload;
  engine: Engine;
  context: GateContext;
  start: AskedCandidate['start'];
  /** The part of the provenance that does not depend on the arm. */
  provenance: Omit<Provenance, 'target'>;
  /** Counts the blocks of both arms in the order of time. */
  nextOrder: () => number;
}

/** Code of another commit than the workspace's. */
export interface Checkout {
  /** Absolute: stands for the workspace. */
  workspace: string;
  commit: string;
}

/** One arm: its target, started and restarted, and the run that grows with each block. */
export class MeasuredArm {
  readonly arm: Arm;
  readonly run: Run;
  private readonly bench: Bench;
  private readonly plan: TargetPlan;
  private readonly workspace: string;
  private target: RunningTarget | undefined;
  private telemetry: TargetTelemetry | undefined;
  private starts = 0;
  private readonly notes = new Set<string>();

  /** @param checkout where a relative path of its plan starts, where that is not the workspace */
  constructor(arm: Arm, plan: TargetPlan, bench: Bench, checkout?: Checkout) {
    this.arm = arm;
    this.plan = plan;
    this.bench = bench;
    this.workspace = checkout?.workspace ?? bench.plan.workspace;
    this.run = {
      schema: runSchema,
      suite: bench.plan.suite,
      arm,
      provenance: {
        ...bench.provenance,
        ...(checkout ? { commit: checkout.commit } : {}),
        target: { kind: plan.kind, name: nameOf(plan) },
      },
      classes: bench.workload.classes,
      coldStarts: [],
      blocks: [],
      errorExamples: [],
      warnings: [],
    };
  }

  async start(): Promise<void> {
    const { context } = this.bench;
    const { arm, workspace } = this;
    context.tell({ kind: 'starting', arm, target: nameOf(this.plan) });
    this.target = await this.bench.start(this.plan, targetContext(context, arm, workspace));
    this.telemetry = openTargetTelemetry(this.target, this.plan, (text) => this.noteOnce(text));
    const { identity, readyMs, warnings = [] } = this.target;
    this.run.provenance.target = identity;
    // A restart warns of the same again.
    this.run.warnings = [...new Set([...this.run.warnings, ...warnings])];
    this.run.coldStarts.push({ start: this.starts, readyMs });
    this.starts += 1;
    context.tell({ kind: 'ready', arm, target: identity.name, readyMs });
  }

  async stop(): Promise<void> {
    const target = this.target;
    this.target = undefined;
    await this.telemetry?.close();
    await target?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Puts a block of load on the target and keeps what came of it, in its parts; `keep: false` is a warm-up. */
  async measure(
    block: BlockPlan,
    position: string,
    { keep }: { keep: boolean } = { keep: true },
  ): Promise<Block[]> {
    const { engine, context, plan, workload, nextOrder } = this.bench;
    const target = this.started();
    const endTelemetry = keep ? await this.telemetry?.watch() : undefined;
    const endWatch = watchConditions();
    const running = engine.run(block, target.endpoint, {
      signal: context.signal,
      onProgress: (now) => this.tellProgress(block, position, now),
    });
    const { measured, conditions } = await watched(running, endWatch);
    context.signal.throwIfAborted();
    await this.assertAlive(target, block);
    const told = await endTelemetry?.();
    const parts = recordParts(block, measured, {
      workload,
      nextOrder,
      start: this.starts - 1,
      bounds: plan.load.generator,
    });
    // A process that we start runs under our own CPU quota.
    const quotaIsTargets = this.plan.kind === 'process';
    const { mostStolenShare = 1 } = plan.load.generator;
    const recorded = parts.map((part) => ({
      ...withRunner(part, conditions, { quotaIsTargets, mostStolenShare }),
      // Known of the whole alone.
      ...(block.parts ? {} : told),
    }));
    if (!keep) {
      const miscount = describeMiscount(measured.samples, workload, plan.workload.tokenizer);
      if (miscount !== undefined) this.noteOnce(miscount);
      return recorded;
    }
    this.run.blocks.push(...recorded);
    this.run.errorExamples.push(
      ...measured.errorExamples.slice(0, maximumExamples - this.run.errorExamples.length),
    );
    return recorded;
  }

  /** What it was started from is still there, and a server that ended can be started again. */
  get isOurs(): boolean {
    return this.plan.kind !== 'url';
  }

  /** Puts a block on the target through another engine, kept by nobody; that the target ends is a result here. */
  async expose(
    engine: Engine,
    block: BlockPlan,
    position: string,
  ): Promise<{ measured: BlockSamples; ended: string | undefined }> {
    const { signal } = this.bench.context;
    const target = this.started();
    const onProgress = (now: EngineProgress) => this.tellProgress(block, position, now);
    const measured = await engine.run(block, target.endpoint, { signal, onProgress });
    signal.throwIfAborted();
    return { measured, ended: howEnded(await target.state()) };
  }

  private tellProgress(block: BlockPlan, position: string, now: EngineProgress): void {
    const { context } = this.bench;
    context.tell({
      kind: 'progress',
      progress: {
        scenario: block.scenario,
        arm: this.arm,
        position,
        elapsedMs: performance.now() - context.startedAtMs,
        remainingMs: Math.max(0, remainingMs(context)),
        ratePerSecond: now.ratePerSecond,
        p50Ms: now.p50Ms,
        p95Ms: now.p95Ms,
        errors: now.errors,
      },
    });
  }

  /** A restart may meet the same again. */
  private noteOnce(text: string): void {
    if (this.notes.has(text)) return;
    this.notes.add(text);
    this.bench.context.tell({ kind: 'note', text: `${this.arm}: ${text}` });
  }

  private started(): RunningTarget {
    if (this.target) return this.target;
    throw new SluiceError('internal', {
      fact: `The ${this.arm} arm was measured before it was started.`,
      remedy: 'This is a fault of Sluice. Please report it with the log of this run.',
    });
  }

  /** A server that died under load is a result of its own: nothing measured after it means anything. */
  private async assertAlive(target: RunningTarget, block: BlockPlan): Promise<void> {
    const state = await target.state();
    if (state.kind === 'running') return;
    const how = howEnded(state) ?? '';
    throw new SluiceError(this.plan.kind === 'container' ? 'container-exited' : 'process-exited', {
      fact: `The ${this.arm} (${target.identity.name}) ${how} during ${block.scenario}, block ${block.index}.`,
      remedy: state.outOfMemory
        ? 'Give it more memory (`memory:` in sluice.yml), or find out why this change needs more.'
        : 'Look at its last log lines below and in the logs folder of the output.',
      evidence: await target.logTail(),
    });
  }
}

/** What became of a target that runs no more, for the end of a sentence. */
function howEnded(state: TargetState): string | undefined {
  if (state.kind === 'running') return undefined;
  return state.outOfMemory
    ? 'was killed for want of memory'
    : `exited with code ${state.exitCode ?? 'unknown'}`;
}

/** A block that could not be measured ends its watch as well. */
async function watched(
  running: Promise<BlockSamples>,
  endWatch: (longestDelayMs: number) => RunnerConditions,
): Promise<{ measured: BlockSamples; conditions: RunnerConditions }> {
  try {
    const measured = await running;
    return { measured, conditions: endWatch(measured.health.eventLoopDelayMs.max) };
  } catch (thrown) {
    endWatch(0);
    throw thrown;
  }
}

function nameOf(plan: TargetPlan): string {
  switch (plan.kind) {
    case 'container':
      return plan.build?.dockerfile ?? plan.image;
    case 'process':
      return plan.command.join(' ');
    case 'url':
      return plan.url;
  }
}
