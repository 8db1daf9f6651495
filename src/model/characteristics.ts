import type { MetricId } from './metric.ts';
import type { Environment } from './run.ts';
import type { TelemetryId } from './telemetry.ts';

/** A number with its 95 % interval; the interval is null where there is too little to have one. */
export interface Estimate {
  value: number;
  interval: [number, number] | null;
}

/**
 * Where one arm bends, where it breaks, and why: drawn from its run alone, as plain data, at any time with the same result.
 * Parts are absent where their scenario was not run.
 */
export interface Characteristics {
  coldStart?: ColdStartTraits;
  headroom?: Headroom;
  /** Of `mixed` against `single`; only classes that wait behind others. */
  headOfLine?: HeadOfLine[];
  ramp?: RampTraits;
  spikes?: SpikeTraits[];
  /** `sustained`, `soak` and `endurance`, as far as they were run. */
  steady?: SteadyTraits[];
  longContext?: LongContextTraits;
  /** One for each setting of the server that was tried; one in all where none were given. */
  batching?: BatchingTraits[];
  faults?: FaultTraits[];
  /** Absent where no scenario tells of it. */
  capacity?: Capacity;
  cost?: Cost;
  /** Under the mixed load, each with its mean and its largest value; a counter as its increase a second. */
  telemetry?: TelemetryTrait[];
  /** Most likely first. */
  diagnoses?: Diagnosis[];
}

export interface ColdStartTraits {
  starts: number;
  /** Medians over the starts. */
  readyMs: number;
  /** The first answer after it was ready; null where it failed or was not measured. */
  firstAnswerMs: number | null;
  /** A later request of the same class, alone. */
  laterMs: number | null;
  loadMs: number | null;
  imageBytes: number | null;
}

export interface Headroom {
  rest: TelemetryTrait[];
  single: TelemetryTrait[];
}

export interface TelemetryTrait {
  id: TelemetryId;
  mean: number;
  most: number;
}

/** A class whose requests wait behind those of another. */
export interface HeadOfLine {
  class: string;
  /** The class with the longest service that it waits behind. */
  behind: string;
  aloneP95Ms: number;
  mixedP95Ms: number;
}

export interface RampTraits {
  /** In requests a second; null where nothing bends as far as the ramp went, with the reason in words. */
  knee: Estimate | null;
  kneeReason: string;
  /** Null where nothing broke as far as the ramp went. */
  breaking: { ratePerSecond: number; why: 'errors' | 'goodput' | 'ended' } | null;
  /** The most requests a second that met every limit (goodput), and the rate that was asked for it; null without limits or steps. */
  bestGoodput: { goodput: Estimate; askedPerSecond: number } | null;
  /** The highest rate that was asked, broken or not. */
  highestPerSecond: number;
}

export interface SpikeTraits {
  /** Times the expected rate: 2 is 200 %. */
  height: number;
  ratePerSecond: number;
  before: LoadTrait;
  during: LoadTrait;
  /** From the end of the spike until requests are as before; null where they were not by the end of the block. */
  recoveryMs: number | null;
  /** How long it was watched after the spike. */
  watchedMs: number;
  /** Requests became as before while the spike was still on: capacity came after so long. Null where they did not. */
  adaptedMs: number | null;
  ended?: string;
}

export interface LoadTrait {
  p50Ms: number | null;
  p95Ms: number | null;
  errorShare: number;
}

export interface SteadyTraits {
  scenario: 'sustained' | 'soak' | 'endurance';
  ratePerSecond: number;
  measuredMs: number;
  /** Why it ended before its time; absent where it did not. */
  endedEarly?: string;
  trends: Trend[];
  restarts: number;
  errorShare: number;
}

/** How something moved over the time of a steady load. */
export interface Trend {
  of: 'latency.p50' | 'latency.p95' | 'target.memory' | 'target.files' | 'gpu.memory';
  /** By Sen's estimator: relative an hour for latencies, bytes a minute for memory, files a minute. */
  slope: Estimate;
  unit: 'share/h' | 'bytes/min' | 'files/min';
  /** Of no rise at all, one-sided, robust to autocorrelation. */
  p: number;
  /** Established, and large enough to matter. */
  rising: boolean;
}

export interface LongContextTraits {
  className: string;
  steps: ConcurrencyStep[];
  /**
   * The lowest concurrency at which the server had no room for more, and by what that was seen; null where it never was so.
   * `kv-cache` and `preemptions` are the KV cache itself; `queue`: requests only waited longer, whatever the cache.
   */
  exhaustedAt: { concurrency: number; by: 'kv-cache' | 'preemptions' | 'queue' | 'errors' | 'ended' } | null;
  /** Where throughput rises no more; null where it rose to the end. */
  saturatedAt: number | null;
}

export interface ConcurrencyStep {
  concurrency: number;
  completedPerSecond: number;
  outputTokensPerSecond: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  ttftP95Ms: number | null;
  tpotP95Ms: number | null;
  errorShare: number;
  kvCache: number | null;
  waiting: number | null;
  preemptions: number | null;
  valid: boolean;
}

export interface BatchingTraits {
  /** Name of the server's setting; empty where none were given. */
  setting: string;
  steps: ConcurrencyStep[];
  /**
   * The concurrency of the step with the highest throughput (in output tokens where they are known) among those that met
   * every limit; of steps that are equal within noise the lowest. Null where none met them.
   */
  best: number | null;
  /** The server could not be started with this setting, and why. */
  failed?: string;
}

export interface FaultTraits {
  fault: string;
  before: LoadTrait;
  during: LoadTrait;
  after: LoadTrait;
  /** From the end of the fault until requests are as before; null where they were not in the time. */
  recoveryMs: number | null;
  /** What became of requests while the dependency was faulty. */
  degraded: 'unaffected' | 'slower' | 'failing-fast' | 'hanging' | 'ended';
  /** Graceful: it lived, answered or failed in bounded time, and was itself again afterwards. */
  graceful: boolean;
}

/** What may be promised: the load that the server takes within its limits. */
export interface Capacity {
  /** Requests a second. */
  ratePerSecond: Estimate;
  /** Requests at a time, where a closed loop told. */
  concurrency: number | null;
  /** The limits that it holds; empty where there are none, and it is the rate before errors begin. */
  limits: { id: MetricId; limit: number }[];
  /** Where it comes from, in words: `ramp of 8 steps`. */
  from: string;
  /** The ramp or the closed loops ended before the server's limit: it takes at least this. */
  atLeast: boolean;
  environment: Pick<Environment, 'cpuModel' | 'cores' | 'memoryGiB' | 'gpus'>;
  /** The sentence for people: `handles 62 requests/s (95 % interval 58 to 65) at p99 latency under 500 ms on 4 cores of ...`. */
  statement: string;
}

/** At the capacity, in the currency of the settings. */
export interface Cost {
  currency: string;
  perHour: number;
  perThousandRequests: number;
  perMillionTokens: number | null;
  /** For the peak that was asked, with headroom; null where no peak is known. */
  instances: number | null;
  perMonth: number | null;
}

export type Bottleneck =
  | 'gpu-compute'
  | 'gpu-memory'
  | 'kv-cache'
  | 'queue'
  | 'cpu'
  | 'memory'
  | 'network'
  | 'batching'
  | 'cold-cache'
  | 'generator';

export interface Diagnosis {
  bottleneck: Bottleneck;
  /** A sentence that names it. */
  sentence: string;
  /** What it was seen by, each a clause with its numbers. Never empty. */
  evidence: string[];
  /** What a specialist would try first. */
  remedies: string[];
}

/** Something about the candidate that is not as in the base, and may be why it is slower or faster. */
export interface BehaviourChange {
  code:
    | 'longer-outputs'
    | 'shorter-outputs'
    | 'lower-hit-rate'
    | 'more-preemptions'
    | 'more-memory'
    | 'more-cpu'
    | 'longer-queue'
    | 'other-errors'
    | 'slower-start'
    | 'lower-knee'
    | 'lower-capacity'
    | 'slower-recovery';
  /** A sentence with both numbers. */
  sentence: string;
}
