import type { HttpVersion } from './endpoint.ts';
import type { MetricId } from './metric.ts';
import type { GateVerdict } from './verdict.ts';

/** Everything the user decided and every default, parsed once. No other room reads inputs or settings. */
export interface Plan {
  suite: string;
  profile: string;
  /** Wall-clock for the whole gate: starts, scenarios, pairs. */
  budgetMs: number;
  seed: number;
  mode: GateMode;
  candidate: TargetPlan;
  /** The other arm of the paired mode; absent unless the user named one (`base-image`, `base:`). */
  base?: TargetPlan;
  protocol: ProtocolPlan;
  workload: WorkloadPlan;
  load: LoadPlan;
  scenarios: ScenarioPlan[];
  pairing: PairingPlan;
  gate: GatePlan;
  slo: SloLimit[];
  baselines: BaselinePlan;
  output: { directory: string; artifactName: string };
  telling: {
    comment: 'auto' | 'joint' | 'never';
    failOn: readonly GateVerdict[];
    /** The label by which reviewers take a regression on purpose; absent where none may. */
    acceptanceLabel?: string;
  };
  /** Absolute folder that relative paths of the user's files start from, and that no path may leave. */
  workspace: string;
  /** The settings file, where there is one, relative to the workspace. */
  configFile?: string;
  /** Guesses that were made because the user said nothing; told aloud in the report. */
  guesses: string[];
}

/** `auto`: paired when a base can be had, else screened against the committed baselines. */
export type GateMode = 'auto' | 'paired' | 'baseline';

export type TargetPlan = ContainerPlan | ProcessPlan | UrlPlan;

export interface ReadinessPlan {
  path: string;
  timeoutMs: number;
  /** Pause between two probes. */
  intervalMs: number;
}

interface TargetCommon {
  ready: ReadinessPlan;
  /** Absent: `auto`. */
  http?: HttpVersion;
  metrics?: { path: string };
}

export interface ContainerPlan extends TargetCommon {
  kind: 'container';
  image: string;
  /** The port that the server listens on inside the container. */
  port: number;
  env: Record<string, string>;
  /** As Docker writes it: `2g`, `512m`. */
  memory?: string;
  cpus?: number;
  gpus?: string;
  /** `auto`: bound to cores of its own where Docker and the machine allow it; the generator keeps the others. */
  isolation: 'auto' | 'none';
  /** The cores that it is bound to: chosen by the gate, the same for both arms. */
  cores?: number[];
  /** `host-path:container-path[:ro]`, host paths relative to the workspace. */
  volumes: string[];
  network?: string;
  pull: 'missing' | 'always' | 'never';
  /** Further arguments for `docker create`, before the image. */
  extraArguments: string[];
  /** Replaces the image's command. */
  command: string[];
}

export interface ProcessPlan extends TargetCommon {
  kind: 'process';
  /** Program and arguments; never given to a shell. `{port}` in an argument becomes the port. */
  command: [string, ...string[]];
  /** Fixed port, or undefined: a free one is chosen, and handed over as `PORT` and `{port}`. */
  port?: number;
  env: Record<string, string>;
  /** Relative to the workspace. */
  directory: string;
}

export interface UrlPlan extends TargetCommon {
  kind: 'url';
  url: string;
  /** A unix socket to connect to, relative to the workspace; the url then only names the host in the requests. */
  socketPath?: string;
  /** `ca`: file of certificates (PEM) that are trusted besides those of this machine, relative to the workspace. */
  tls?: { ca: string };
}

export interface HttpJsonPlan {
  kind: 'http-json';
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  path: string;
  headers: Record<string, string>;
  /** A JSON value whose strings may hold `{{column}}`; a string that is exactly `{{column}}` takes the column's own type. */
  body?: JsonValue;
  check: ResponseCheck;
}

/** Widened by one member for each protocol. */
export type ProtocolPlan = HttpJsonPlan | OpenAiPlan;

/** Streamed completions: `POST /v1/chat/completions` or `/v1/completions`, answered by server-sent events. */
export interface OpenAiPlan {
  kind: 'openai-chat' | 'openai-completions';
  path: string;
  headers: Record<string, string>;
  /** A template as for `http-json`; `stream` and `stream_options.include_usage` are added unless it holds them. */
  body: JsonValue;
  /** `matches` is held against the generated text. */
  check: ResponseCheck;
}

export interface ResponseCheck {
  /** Accepted status codes; default: any 2xx. */
  status?: number[];
  /** Dotted path that must be there in the JSON answer: `choices.0.text`. */
  jsonPath?: string;
  /** Regular expression that the body must match. */
  matches?: string;
}

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

export interface WorkloadPlan {
  classes: RequestClassPlan[];
}

export interface RequestClassPlan {
  name: string;
  /** Relative share; all weights together are above 0. */
  weight: number;
  source: { kind: 'file'; path: string; format: 'jsonl' | 'csv' } | { kind: 'inline'; rows: DatasetRow[] };
  /** Every condition must hold for a row to be taken. */
  where: RowCondition[];
}

export type DatasetRow = Record<string, JsonValue>;

/** `column` is compared as a number; for a text column its length in characters is taken. */
export interface RowCondition {
  column: string;
  minimum?: number;
  maximum?: number;
  minimumExclusive?: boolean;
  maximumExclusive?: boolean;
  /** The column is this very text; stands alone, without the bounds. */
  equals?: string;
  /** As the user wrote it, for messages: `tokens: '<50'`. */
  written: string;
}

export interface LoadPlan {
  /** The production peak that `ramp` takes 10 to 200 % of, in requests a second. */
  expectedRatePerSecond: number;
  /** The rate of `mixed`, default 60 % of the expected rate: beyond 60 % of capacity, queueing blows the noise up. */
  mixedRatePerSecond: number;
  arrivals: ArrivalsPlan;
  timeouts: TimeoutPlan;
  /** 0 = chosen from the free cores. */
  workers: number;
  generator: GeneratorBounds;
}

/** How the requests of an open loop are spread over time. */
export type ArrivalsPlan = 'poisson' | 'constant' | GammaArrivals | ReplayArrivals;

/** Gaps drawn from a gamma distribution: clustered where the shape is below 1, a Poisson process at 1, even above. */
export interface GammaArrivals {
  kind: 'gamma';
  /** The shape of the distribution, as vLLM names it; the coefficient of variation of the gaps is 1 / sqrt(burstiness). */
  burstiness: number;
}

/** The timestamps of a recorded trace, at its own rate. */
export interface ReplayArrivals {
  kind: 'replay';
  path: string;
  format: 'jsonl' | 'csv';
  column: string;
  /** Of timestamps that are numbers. */
  unit: 's' | 'ms';
  /** So many times the rate of the trace: 2 halves every gap. */
  scale: number;
}

export interface TimeoutPlan {
  connectMs: number;
  firstByteMs: number;
  betweenChunksMs: number;
  totalMs: number;
  /** After the last scheduled request of a block, before what is in flight is aborted and counted as such. */
  graceMs: number;
}

/** Past these a block is invalid: the generator, not the model, was the bottleneck. */
export interface GeneratorBounds {
  sendLagP99Ms: number;
  minimumAchievedRate: number;
  eventLoopDelayP99Ms: number;
  /** Of the CPU time that was wanted, how much the hypervisor may take away; all of it where absent. */
  mostStolenShare?: number;
}

export type ScenarioPlan =
  | { kind: 'single'; requestsPerClass: number; maximumMs: number }
  /**
   * Open loop from `from` to `to` times the expected rate: in steps of one rate each, or on one line, which is cut into
   * as many equal parts for the report.
   */
  | { kind: 'ramp'; shape: 'steps' | 'linear'; from: number; to: number; steps: number; stepMs: number }
  /** The steady variable-input load that the verdict is made from. */
  | { kind: 'mixed' }
  /** Closed loop of all classes: so many users, each of whom waits for the answer, thinks, and sends again. */
  | { kind: 'closed'; concurrency: number; durationMs: number; thinkTime: ThinkTimePlan };

/** What a user does between an answer and the next request. */
export type ThinkTimePlan =
  { kind: 'none' } | { kind: 'constant'; thinkMs: number } | { kind: 'exponential'; meanMs: number };

export type ScenarioName = ScenarioPlan['kind'];

export interface PairingPlan {
  /** The measured part of a block. */
  blockMs: number;
  /** Load before the measured part, sent and left out. */
  leadInMs: number;
  /** Both arms are restarted after so many pairs; 0 = never (url targets, or by wish). */
  restartEveryPairs: number;
  /** Most pairs, whatever the budget. */
  maximumPairs: number;
}

export interface GatePlan {
  /** Of the whole gate, over all metrics and looks. */
  falseAlarm: number;
  /** The non-inferiority margin: relative for timings and throughput, absolute for shares (0.002 = 0.2 points). */
  tolerance: Record<MetricId, number>;
  /** What `unchanged` must rule out; default twice the tolerance. */
  detect: Record<MetricId, number>;
  /** Which metrics decide; the others are shown. */
  metrics: GatedMetric[];
}

export interface GatedMetric {
  metric: MetricId;
  /** `all`, or `each` for every class with at least 5 % share. */
  classes: 'all' | 'each';
}

/** What stored runs are judged by. */
export type JudgingPlan = Pick<Plan, 'gate' | 'slo'>;

export interface SloLimit {
  metric: MetricId;
  /** In the metric's unit; an upper bound where lower is better, else a lower one. */
  limit: number;
}

export interface BaselinePlan {
  directory: string;
  record: 'auto' | 'always' | 'never';
}
