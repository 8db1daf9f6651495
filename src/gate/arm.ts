import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, RunOptions } from '../load/index.ts';
import { recordParts } from '../load/record-parts.ts';
import { SluiceError } from '../model/error.ts';
import type { TargetPlan } from '../model/target.ts';
import { requestLimits } from '../model/request-limits.ts';
import type { RequestLimits } from '../model/request-limits.ts';
import { runSchema } from '../model/run.ts';
import type { Arm, Block, ColdStart, Run, RunnerConditions } from '../model/run.ts';
import type { BlockSamples } from '../model/sample.ts';
import type { BlockPlan } from '../model/schedule.ts';
import { readLoadMs } from '../target/index.ts';
import type { RunningTarget, TargetState } from '../target/index.ts';
import { recordTelemetry, watchConditions } from '../telemetry/index.ts';
import { withRunner } from '../verdict/index.ts';
import type { Bench } from './bench.ts';
import { createProgress } from './arm-progress.ts';
import { targetContext } from './context.ts';
import { endedUnder, howEnded } from './ended-target.ts';
import { observeBlock } from './observe-block.ts';
import { targetName } from './target-name.ts';
import { openTargetTelemetry } from './target-telemetry.ts';
import type { TargetTelemetry } from './target-telemetry.ts';
import { withAdditions } from './target-additions.ts';
import type { TargetAdditions } from './target-additions.ts';
import { describeMiscount } from './token-counts.ts';

/** The most error examples a run keeps. */
const maximumExamples = 20;

/** Code of another commit than the workspace's. */
export interface Checkout {
  /** Absolute: stands for the workspace. */
  workspace: string;
  commit: string;
}

/** What came of load that is meant to find the limits. `ended`: how the target did, for the end of a sentence. */
export interface Stressed {
  blocks: Block[];
  ended: string | undefined;
}

export interface StressOptions {
  /** False where only what it does to the target matters. */
  keep?: boolean;
  /** Called once, with the time until the block begins. */
  onStart?: (inMs: number) => void;
}

/** One arm: its target, started and restarted, and the run that grows with each block. */
export class MeasuredArm {
  readonly arm: Arm;
  readonly run: Run;
  private readonly bench: Bench;
  private readonly planned: TargetPlan;
  /** As it is started now: `planned`, or changed for a scenario that tries other settings. */
  private plan: TargetPlan;
  private readonly workspace: string;
  private target: RunningTarget | undefined;
  private telemetry: TargetTelemetry | undefined;
  /** Over all starts. */
  private readonly recorder = recordTelemetry();
  private readonly limits: RequestLimits | undefined;
  private starts = 0;
  private readonly notes = new Set<string>();
  private readonly progressOf: ReturnType<typeof createProgress>;

  /** @param checkout where a relative path of its plan starts, where that is not the workspace */
  constructor(arm: Arm, plan: TargetPlan, bench: Bench, checkout?: Checkout) {
    this.arm = arm;
    this.planned = plan;
    this.plan = plan;
    this.bench = bench;
    this.limits = requestLimits(bench.plan.slo);
    this.progressOf = createProgress(arm, bench.context);
    this.workspace = checkout?.workspace ?? bench.plan.workspace;
    this.run = {
      schema: runSchema,
      suite: bench.plan.suite,
      arm,
      provenance: {
        ...bench.provenance,
        ...(checkout ? { commit: checkout.commit } : {}),
        target: { kind: plan.kind, name: bench.context.mask.hide(targetName(plan)) },
      },
      classes: bench.workload.classes,
      coldStarts: [],
      blocks: [],
      errorExamples: [],
      warnings: [],
    };
    bench.runs.push(this.run);
  }

  async start(): Promise<void> {
    const { context } = this.bench;
    const { arm, workspace } = this;
    context.tell({ kind: 'starting', arm, target: targetName(this.plan) });
    this.target = await this.bench.start(this.plan, targetContext(context, arm, workspace));
    this.telemetry = openTargetTelemetry(this.target, this.plan, this.recorder, (text) =>
      this.noteOnce(text),
    );
    const { identity, readyMs, imageBytes, warnings = [] } = this.target;
    this.run.provenance.target = { ...identity, name: context.mask.hide(identity.name) };
    // A restart warns of the same again.
    this.run.warnings = [...new Set([...this.run.warnings, ...warnings])];
    // Other settings take another time to start with, which says nothing of the arm.
    if (this.plan === this.planned)
      this.run.coldStarts.push({ start: this.starts, readyMs, ...(imageBytes ? { imageBytes } : {}) });
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

  /** As `restart`, with these additions to its own environment and command; without any it is as planned again. */
  async restartWith(additions?: TargetAdditions): Promise<void> {
    this.plan = additions ? withAdditions(this.planned, additions) : this.planned;
    await this.restart();
  }

  /** Adds to the last start what its first requests told of it, and what the server has written of itself by now. */
  noteFirstAnswers(told: Pick<ColdStart, 'firstAnswerMs' | 'laterMs'>): void {
    const last = this.run.coldStarts.at(-1);
    if (!this.isOurs || last?.start !== this.starts - 1) return;
    const { logFile } = this.started();
    const loadMs = logFile === undefined ? undefined : readLoadMs(logFile);
    Object.assign(last, told, loadMs === undefined ? {} : { loadMs });
  }

  /**
   * Puts a block of load on the target and keeps what came of it, in its parts; `keep: false` is a warm-up.
   * It begins at `startAtEpochMs` by this machine's clock, at once where that is absent.
   */
  async measure(
    block: BlockPlan,
    position: string,
    { keep = true, ...times }: { keep?: boolean; startAtEpochMs?: number } = {},
  ): Promise<Block[]> {
    const { recorded, state } = await this.load(block, position, keep, times);
    if (state.kind === 'exited') throw await endedUnder(block, this.started(), state, this.arm);
    return recorded;
  }

  /**
   * As `measure`, for load that is meant to find the limits: that the target ends is a result. It is noted in the run, and
   * the target is started again, where it is ours; what was measured is kept all the same.
   */
  async stress(
    block: BlockPlan,
    position: string,
    { keep = true, onStart }: StressOptions = {},
  ): Promise<Stressed> {
    const { recorded, state } = await this.load(block, position, keep, onStart ? { onStart } : {});
    if (state.kind === 'running') return { blocks: recorded, ended: undefined };
    const how = howEnded(state) ?? '';
    const { scenario, index } = block;
    const ending = { scenario, index, atEpochMs: Date.now(), how, outOfMemory: state.outOfMemory };
    this.run.endings = [...(this.run.endings ?? []), ending];
    this.bench.context.tell({ kind: 'note', text: `The ${this.arm} ${how} during ${scenario}.` });
    await this.restart();
    return { blocks: recorded, ended: how };
  }

  private async load(
    block: BlockPlan,
    position: string,
    keep: boolean,
    times: Pick<RunOptions, 'onStart' | 'startAtEpochMs'>,
  ): Promise<{ recorded: Block[]; state: TargetState }> {
    const { engine, context, plan, workload, nextOrder } = this.bench;
    const target = this.started();
    const endTelemetry = keep ? await this.telemetry?.watch() : undefined;
    const endWatch = watchConditions();
    const running = engine.run(block, target.endpoint, {
      signal: context.signal,
      onProgress: this.progressOf(block, position),
      ...times,
    });
    const { measured, conditions } = await watched(running, endWatch);
    context.signal.throwIfAborted();
    const state = await target.state();
    const told = await endTelemetry?.();
    this.keepTelemetry();
    const parts = recordParts(block, measured, {
      workload,
      nextOrder,
      start: this.starts - 1,
      bounds: plan.load.generator,
      ...(this.limits ? { limits: this.limits } : {}),
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
      return { recorded, state };
    }
    this.run.blocks.push(...recorded);
    this.run.errorExamples.push(
      ...measured.errorExamples.slice(0, maximumExamples - this.run.errorExamples.length),
    );
    context.onBlock?.(
      observeBlock(this.bench.plan, this.run, target.endpoint.baseUrl, { block, recorded, measured }),
    );
    return { recorded, state };
  }

  /** Samples the target while nothing is asked of it. */
  async rest(durationMs: number): Promise<void> {
    this.started();
    const endTelemetry = await this.telemetry?.watch();
    const startedAtEpochMs = Date.now();
    await sleep(durationMs, undefined, { signal: this.bench.context.signal });
    await endTelemetry?.();
    this.keepTelemetry();
    this.run.rest = { startedAtEpochMs, durationMs };
  }

  private keepTelemetry(): void {
    const { telemetry } = this.recorder;
    if (telemetry) this.run.telemetry = telemetry;
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
    const onProgress = this.progressOf(block, position);
    const measured = await engine.run(block, target.endpoint, { signal, onProgress });
    signal.throwIfAborted();
    return { measured, ended: howEnded(await target.state()) };
  }

  /** A restart may meet the same again. */
  private noteOnce(text: string): void {
    if (this.notes.has(text)) return;
    this.notes.add(text);
    this.bench.context.tell({ kind: 'note', text: `${this.arm}: ${text}` });
  }

  /** Where it is reached since its start. */
  get endpoint(): RunningTarget['endpoint'] {
    return this.started().endpoint;
  }

  private started(): RunningTarget {
    if (this.target) return this.target;
    throw new SluiceError('internal', {
      fact: `The ${this.arm} arm was measured before it was started.`,
      remedy: 'This is a fault of Sluice. Please report it with the log of this run.',
    });
  }
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
