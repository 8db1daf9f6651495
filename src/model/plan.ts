import type { MediaSource } from './media.ts';
import type { MetricId } from './metric.ts';
import type { JsonValue, ProtocolPlan } from './protocol.ts';
import type { SyntheticSource, TokenizerPlan } from './synthetic.ts';
import type { TargetPlan } from './target.ts';
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
  /** Absent where the protocol is named; else the running candidate is asked, and `protocol` holds where it does not tell. */
  recognise?: RecognitionPlan;
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

export interface RecognitionPlan {
  /** Those of the plan's guesses that no longer hold when the protocol is known. */
  guesses: string[];
  /** What is gated where answers then come token by token. */
  streamedMetrics: GatedMetric[];
}

/** `auto`: paired when a base can be had, else screened against the committed baselines. */
export type GateMode = 'auto' | 'paired' | 'baseline';

export interface WorkloadPlan {
  classes: RequestClassPlan[];
  /** Inputs are conversations, sent turn by turn. */
  sessions?: SessionsPlan;
  /** Counts the tokens of synthetic inputs; absent where nothing is made by tokens. */
  tokenizer?: TokenizerPlan;
}

export interface SessionsPlan {
  /** Later turns of a conversation are left out. */
  mostTurns: number;
  thinkTime: ThinkTimePlan;
  /** Dotted path of the answer's text in the answer; absent where the protocol knows it. */
  answerPath?: string;
}

export interface RequestClassPlan {
  name: string;
  /** Relative share; all weights together are above 0. */
  weight: number;
  source:
    /** `text`: made for rows that have `input_tokens` and none of their own. */
    | { kind: 'file'; path: string; format: DatasetFormat; layout?: DatasetLayout; text?: 'synthetic' }
    | { kind: 'inline'; rows: DatasetRow[] }
    | MediaSource
    | SyntheticSource;
  /** Every condition must hold for a row to be taken. */
  where: RowCondition[];
  /** Of the rows that fit, so many are drawn; all of them are taken where it is absent. */
  sample?: SamplePlan;
}

/** `json`: one array of objects. */
export type DatasetFormat = 'jsonl' | 'csv' | 'json' | 'parquet';

/** Files of known origin, whose rows get the standard columns; `rows`: columns as they are. */
export type DatasetLayout = 'rows' | 'sharegpt' | 'openai-batch' | 'mooncake' | 'azure-llm' | 'burstgpt';

export interface SamplePlan {
  rows: number;
  /** Whether one row may be drawn several times. */
  replacement: boolean;
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
  /** Absent: recognised by the columns. */
  layout?: DatasetLayout;
  /** Absent: what the layout says, else `timestamp`. */
  column?: string;
  /** Of timestamps that are numbers. Absent: what the layout says, else seconds. */
  unit?: 's' | 'ms';
  /** `own`: each request with the input of its own row; all classes draw from this file then. Absent: drawn. */
  inputs?: 'own' | 'drawn';
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
  | { kind: 'closed'; concurrency: number; durationMs: number; thinkTime: ThinkTimePlan }
  | EdgeCasesPlan;

/** Odd and broken requests, one kind after the other, among few good ones; after everything else is measured. */
export interface EdgeCasesPlan {
  kind: 'edge-cases';
  cases: EdgeCasePlan[];
  /** Of the requests of this scenario. */
  share: number;
  /** In characters: the longest input that the server is meant to take. */
  maximumLength: number;
}

export interface EdgeCasePlan {
  name: string;
  make: BuiltinEdgeCase | { row: DatasetRow } | { body: string };
  /** Statuses that are right: `200`, `4xx`. */
  expect: string[];
}

export type BuiltinEdgeCase =
  | 'empty'
  | 'one-character'
  | 'max-length'
  | 'over-max-length'
  | 'unicode'
  | 'control-characters'
  | 'deep-nesting'
  | 'malformed-json'
  | 'wrong-content-type'
  | 'huge-numbers'
  | 'missing-fields';

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
  /**
   * Which findings of edge cases fail the gate: those that harm the server or other requests (the default), unexpected
   * answers as well, or none.
   */
  edgeCases?: 'harm' | 'all' | 'none';
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
