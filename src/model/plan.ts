import type { EnginePlan } from './engine.ts';
import type { ExportsPlan } from './export.ts';
import type { MediaSource } from './media.ts';
import type { MetricId } from './metric.ts';
import type { JsonValue, ProtocolPlan } from './protocol.ts';
import type { ScenarioPlan, ThinkTimePlan } from './scenario.ts';
import type { ShardPlan } from './shard.ts';
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
  /** Absent where nobody said what the server costs. */
  cost?: CostPlan;
  baselines: BaselinePlan;
  /** Absent: the strictest. */
  limits?: LimitsPlan;
  output: { directory: string; artifactName: string };
  /** Absent: nobody else is told. */
  exports?: ExportsPlan;
  telling: {
    comment: 'auto' | 'joint' | 'never';
    failOn: readonly GateVerdict[];
    /** The label by which reviewers take a regression on purpose; absent where none may. */
    acceptanceLabel?: string;
  };
  /** Absent: this machine sends the whole load. */
  shard?: ShardPlan;
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

/** `auto`: paired when a base can be had, else screened against the committed baselines. `slo`: the absolute limits alone. */
export type GateMode = 'auto' | 'paired' | 'baseline' | 'slo';

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
  /** Absent: Sluice's own. */
  engine?: EnginePlan;
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

export interface PairingPlan {
  /** The measured part of a block. */
  blockMs: number;
  /** Load before the measured part, sent and left out. */
  leadInMs: number;
  /** Both arms are restarted after so many pairs; 0 = never (url targets, or by wish). */
  restartEveryPairs: number;
  /** Most pairs, whatever the budget; of an arm that is measured alone, most blocks. */
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
export type JudgingPlan = Pick<Plan, 'gate' | 'slo' | 'cost'> & {
  /** Gated in place of the plan's own where answers came token by token; absent where the settings name a protocol. */
  streamedMetrics?: GatedMetric[];
};

/** What is promised of the server, and what it costs: the capacity follows from them. */
export type PromisePlan = Pick<Plan, 'slo' | 'cost'>;

export interface SloLimit {
  metric: MetricId;
  /** In the metric's unit; an upper bound where lower is better, else a lower one. */
  limit: number;
}

export interface CostPlan {
  /** Of one instance. */
  perHour: number;
  currency: string;
  /** The peak that instances are counted for, in requests a second. */
  peakRatePerSecond: number;
  /** Of the capacity, what is kept free at the peak. */
  headroom: number;
}

/** What a change cannot loosen for itself: on a pull request they are those of its base branch. */
export interface LimitsPlan {
  /** Where they are written, for messages. */
  source: string;
  /** Names and addresses of hosts that a url target may be on, besides this machine; in lower case. */
  hosts: readonly string[];
  /** Of requests to another machine. */
  mostRatePerSecond: number;
  /** To another machine, in the whole gate. */
  mostRequests: number;
  /** Arguments of `docker create` that are taken besides those that any change may give. */
  dockerArguments: readonly string[];
  /** Whether a container may join the network of this machine or of another container. */
  foreignNetworks: boolean;
}

export interface BaselinePlan {
  directory: string;
  record: 'auto' | 'always' | 'never';
}
