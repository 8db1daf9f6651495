import type { EngineOrigin } from './engine.ts';
import type { EdgeCases } from './edge-cases.ts';
import type { ErrorExample, ErrorKind, GeneratorHealth } from './sample.ts';
import type { ScenarioName } from './scenario.ts';
import type { MetricId, TimingId } from './metric.ts';
import type { Shard, ShardOrigin, WholeBlock } from './shard.ts';
import type { RestSpan, Telemetry } from './telemetry.ts';

export const runSchema = 'sluice.run/1';

/** Blocks with more requests than this keep their distributions alone. */
export const mostKeptRequests = 20_000;

/** Everything measured on one arm: plain data, stored as `run.json`, judged again at any time with the same result. */
export interface Run {
  schema: typeof runSchema;
  suite: string;
  arm: Arm;
  provenance: Provenance;
  /** Share of each request class, by name, in the declared order. */
  classes: { name: string; share: number }[];
  coldStarts: ColdStart[];
  blocks: Block[];
  /**
   * Paired mode: measured pairs at each look that was planned before the first block. Alpha is split over all of them,
   * so a run that ended early can only be judged again with them.
   */
  plannedLooks?: number[];
  errorExamples: ErrorExample[];
  /** What makes the run less valid, in words. */
  warnings: string[];
  /** What came of odd and broken requests; absent where none were asked for. They are in no block. */
  edgeCases?: EdgeCases;
  /** Sampled while blocks ran; absent where nothing could be. */
  telemetry?: Telemetry;
  /** The target at rest, before any load; absent where nobody waited for that. */
  rest?: RestSpan;
  /** The target ended under a load that was meant to find its limits, and was started again. */
  endings?: TargetEnding[];
  /** Scenarios that ended before their time, and why, in words. */
  cutShort?: { scenario: ScenarioName; why: string }[];
  /** Settings of the server that it could not be started with, by name. */
  failedSettings?: { name: string; why: string }[];
  /** Only of runs that another tool measured. */
  imported?: ImportedOrigin;
  /** Of a run that is one part of several. It is never judged by itself. */
  shard?: Shard;
  /** Of a run that several machines measured together, in their order. */
  shards?: ShardOrigin[];
}

/** Which tool measured an imported run, and by which definitions: those of tools differ. */
export interface ImportedOrigin {
  tool: string;
  /** As far as the file tells. */
  version?: string;
  /** The form of the file: `k6, --out json`. */
  format: string;
  /** The definition that each timing follows: one of Sluice's own, or `tool.name/1`, as docs/interop.md describes it. */
  definitions: Partial<Record<TimingId, string>>;
  /** What the tool told of the whole run, where its file holds no single requests. One number a metric, never judged. */
  reported?: ReportedValue[];
}

export interface ReportedValue {
  id: MetricId;
  /** In the unit of the metric. */
  value: number;
}

export type Arm = 'base' | 'candidate';

export interface Provenance {
  sluiceVersion: string;
  /** ISO 8601, UTC. */
  measuredAt: string;
  commit?: string;
  /** Digest or image id for containers, the command for processes, the host for urls. */
  target: { kind: 'container' | 'process' | 'url' | 'imported'; name: string; digest?: string };
  profile: string;
  seed: number;
  /** SHA-256 over what was asked of the load, so that runs of different plans are never compared. */
  planHash: string;
  /** SHA-256 over classes, weights and inputs. */
  workloadHash: string;
  environment: Environment;
  /** Of containers only. */
  isolation?: Isolation;
  /** Absent: Sluice's own engine. */
  engine?: EngineOrigin;
}

/** Which cores the container was bound to and which were left to the generator, or why they shared them all. */
export type Isolation =
  { kind: 'pinned'; target: number[]; generator: number[] } | { kind: 'shared'; reason: string };

export interface Environment {
  /** Short hash of the fields below, without the Sluice version: the environment fingerprint. */
  fingerprint: string;
  cpuModel: string;
  cores: number;
  memoryGiB: number;
  gpus: string[];
  kernel: string;
  runnerImage: string;
  nodeVersion: string;
}

export interface ColdStart {
  /** Which start of this arm, from 0; blocks name it. */
  start: number;
  /** From the start of the container or process to the first good readiness answer. */
  readyMs: number;
  /** The very first request after that, from sent to answered; absent where it failed or none was sent alone. */
  firstAnswerMs?: number;
  /** The median of the next requests of the same class, one at a time. */
  laterMs?: number;
  /** How long the server said that loading its model took. */
  loadMs?: number;
  /** Of the container's image. */
  imageBytes?: number;
}

/** `how`: for the end of a sentence that begins with the target's name. */
export interface TargetEnding {
  scenario: ScenarioName;
  /** Of the block. */
  index: number;
  atEpochMs: number;
  how: string;
  outOfMemory: boolean;
}

/** One block of one arm. Judging never needs the single requests: classes carry their distributions. */
export interface Block {
  scenario: ScenarioName;
  index: number;
  /** Position in time over both arms: which of two blocks of a pair came first can be read from it. */
  order: number;
  /** Which start of the target served it. */
  start: number;
  /** Of what is measured, the lead-in left out. */
  startedAtEpochMs: number;
  durationMs: number;
  /** Right before it, under the same load; absent where there was none, and in a part of what was sent in one piece. */
  leadInMs?: number;
  ratePerSecond?: number;
  /** Users of a closed loop. */
  concurrency?: number;
  /** What was different about it, where a scenario has several: the server's setting, the fault of the dependency. */
  variant?: string;
  /** Of a block that is recorded around an event. */
  phase?: BlockPhase;
  /** Kept even when invalid, with the reason; only valid blocks are judged. */
  validity: BlockValidity;
  health?: GeneratorHealth;
  /** What the machine did meanwhile; absent where nobody watched. */
  runner?: RunnerConditions;
  /** What the container's own CPU limit did meanwhile; absent where it has none or the engine's cgroups cannot be seen. */
  cpuLimit?: CpuLimitUse;
  /** By the server's own counters, lead-in included; absent where it publishes none. */
  prefixCache?: PrefixCacheUse;
  /** Per class, by name, measured requests only. */
  classes: Record<string, ClassBlock>;
  /**
   * The measured requests one by one, for comparing request by request under identical inputs. Only in open-loop `mixed`
   * blocks, in those of a ramp and in those around an event, of at most `mostKeptRequests` requests, so that memory and files
   * stay bounded: larger blocks of pairs gain nothing, and of the others every second request, or fourth, is enough.
   */
  requests?: BlockRequests;
  /** Only in a shard's run. */
  whole?: WholeBlock;
}

/** Around a spike or a fault. */
export type BlockPhase = 'before' | 'during' | 'after';

/** `cause: 'runner'`: the machine disturbed the block, whatever it was asked; else the generator was at its limit. */
export type BlockValidity = { valid: true } | { valid: false; reason: string; cause?: 'runner' };

/** The machine that the generator runs on, during a block with its lead-in and its last answers. Shares are 0 to 1. */
export interface RunnerConditions {
  watchedMs: number;
  /** Of all CPU time, what anybody worked. Null where the system does not tell. */
  busyShare: number | null;
  /** Of all CPU time, what was wanted and the hypervisor gave to others. Null where the system does not tell. */
  stealShare: number | null;
  /** Of the periods of the generator's own CPU quota, those in which it was used up. Null without a quota. */
  throttledShare: number | null;
  /** The longest time in which the generator did not run at all. */
  standstillMs: number;
}

/** Periods of a CPU limit (100 ms each by default), and those of them in which it was used up before their end. */
export interface CpuLimitUse {
  /** What the limit allows; null where it is not told. */
  cores: number | null;
  periods: number;
  throttledPeriods: number;
}

/** What was asked of a prefix cache and what it had, in the server's own unit (tokens in vLLM and SGLang). */
export interface PrefixCacheUse {
  queries: number;
  hits: number;
}

/** In the order of the schedule; all lists are equally long. */
export interface BlockRequests {
  /** Hash over class, input and due time of every request: equal in two blocks that were under one schedule. */
  schedule: string;
  /** Position in the run's `classes`. */
  classIndex: number[];
  /** From the start of the block's measured part; only around an event and of a ramp, where what happened when is the question. */
  dueMs?: number[];
  /** How long requests that failed took until then; null where one completed or was never sent. Only around an event. */
  failedMs?: (number | null)[];
  /** Of completed requests, quantised as distributions are; null where the request did not complete. */
  latencyMs: (number | null)[];
  /** Only where the server streams; null also where an answer has none. */
  ttftMs?: (number | null)[];
  tpotMs?: (number | null)[];
}

export interface ClassBlock {
  attempted: number;
  completed: number;
  /** Of `completed`, those that met every limit on timings (goodput); absent where there are none. */
  good?: number;
  errors: Partial<Record<ErrorKind, number>>;
  /** Of completed requests. TTFT, TPOT and ITL only where the server streams; ITL holds every gap, all else one time a request. */
  timings: Partial<Record<TimingId, Distribution>>;
  outputTokens?: number;
  /** Of `outputTokens`, those of reasoning. */
  reasoningTokens?: number;
  inputTokens?: number;
  /** Of `inputTokens`, those that the server took from its prefix cache. */
  cachedTokens?: number;
}

/**
 * A weighted sorted sample in milliseconds. Values are the centres of HDR buckets of 3 significant digits at 1 µs,
 * so that a run judged from memory and from its file gives the same numbers.
 */
export interface Distribution {
  /** Ascending, distinct. */
  valuesMs: number[];
  /** Same length, each at least 1. */
  counts: number[];
}
