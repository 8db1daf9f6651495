import type { BehaviourChange, Characteristics } from './characteristics.ts';
import type { EdgeCases } from './edge-cases.ts';
import type { Run } from './run.ts';
import type { ShardOrigin } from './shard.ts';
import type { Telemetry } from './telemetry.ts';
import type { Verdict } from './verdict.ts';

/** Everything a report may show. Built once by the gate; `report/` only draws it. */
export interface ReportInput {
  suite: string;
  profile: string;
  verdict: Verdict;
  candidate: RunSummary;
  base?: RunSummary;
  /** What is not in the candidate as in the base; absent or empty where nothing is, or there is no base. */
  changes?: BehaviourChange[];
  /** The pairs the verdict was computed from, for the pair plot. */
  pairs: PairPoint[];
  /** How much each quantile moved, by class, `all` first; absent or empty without a base. */
  shifts?: ClassShift[];
  /** The single requests that both arms keep; as CSV where they are not too many for a page. */
  samples?: { count: number; csv?: string };
  tookMs: number;
  /** The command that repeats it at a terminal. */
  repeatCommand: string;
  /** Guesses that were made because the settings said nothing. */
  guesses: string[];
  /** Where the full report is, once it is uploaded. */
  reportUrl?: string;
}

/** Percentiles drawn from a run's distributions: what the charts and tables need, no more. */
export interface RunSummary {
  provenance: Run['provenance'];
  classes: Run['classes'];
  coldStarts: Run['coldStarts'];
  warnings: string[];
  errorExamples: Run['errorExamples'];
  single: ClassSummary[];
  ramp: StepSummary[];
  mixed: ClassSummary[];
  closed: ClassSummary[];
  timeline: TimelinePoint[];
  invalidBlocks: { scenario: string; index: number; reason: string }[];
  edgeCases?: EdgeCases;
  characteristics?: Characteristics;
  /** Of a run that several machines measured together. */
  shards?: ShardOrigin[];
  /** With times in seconds since the same origin as the timeline's. */
  telemetry?: TelemetryPicture;
}

export interface TelemetryPicture {
  atSeconds: number[];
  series: Telemetry['series'];
}

/** The scenarios that are summed up by class. */
export type ClassScenario = 'single' | 'mixed' | 'closed';

/** Of all valid blocks of one scenario; class `all` first. */
export interface ClassSummary {
  class: string;
  attempted: number;
  completed: number;
  errors: Record<string, number>;
  latencyMs: PercentileSummary | null;
  ttftMs: PercentileSummary | null;
  tpotMs: PercentileSummary | null;
  /** Of all gaps; absent in what was not measured by this version. */
  itlMs?: PercentileSummary | null;
  /** Absent where the server tells of none. */
  outputTokens?: number;
  reasoningTokens?: number;
  /** [p, value in ms], dense enough to draw the percentile curve up to p99.9. */
  curve: [number, number][];
  /** [value in ms, density over the natural logarithm of the value], ascending; absent where too few requests succeeded. */
  density?: [number, number][];
}

export interface PercentileSummary {
  p50: number;
  p95: number;
  p99: number;
  /** Where too few requests stand behind it, it is shown greyed: fewer than 3 beyond the quantile. */
  p99Sufficient: boolean;
  p95Sufficient: boolean;
}

export interface StepSummary {
  ratePerSecond: number;
  completedPerSecond: number;
  /** Completed within every limit on timings (goodput); absent where there are none. */
  goodPerSecond?: number;
  p50Ms: number | null;
  p95Ms: number | null;
  errorShare: number;
  valid: boolean;
}

export interface TimelinePoint {
  /** Seconds since the first block of either arm. */
  atSeconds: number;
  durationSeconds: number;
  scenario: string;
  index: number;
  ratePerSecond: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms?: number | null;
  completedPerSecond?: number;
  errors: number;
  /** Of `errors`, by kind. */
  errorKinds?: Record<string, number>;
  valid: boolean;
  /** Why it is invalid. */
  reason?: string;
}

export interface PairPoint {
  pair: number;
  /** Candidate over base at p50 and p95 of all classes; null where a block had no success. */
  ratioP50: number | null;
  ratioP95: number | null;
  /** Which arm went first. */
  first: 'base' | 'candidate';
}

/** The shift function of one class: the change of each quantile of latency from base to candidate. */
export interface ClassShift {
  class: string;
  /** Ascending; only quantiles that enough units could be made for. */
  quantiles: QuantileShift[];
}

export interface QuantileShift {
  p: number;
  /** candidate / base - 1. */
  change: number;
  /** 95 % interval of this quantile alone. */
  interval: [number, number];
  /** In which all quantiles of the class lie at once, with 95 %. */
  band: [number, number];
  /** Pairs of blocks, or groups of neighbouring ones. */
  units: number;
}
