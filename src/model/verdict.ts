import type { Acceptance, Drift } from './history.ts';
import type { MetricId } from './metric.ts';

export type GateVerdict = 'pass' | 'fail' | 'inconclusive' | 'invalid';

export type MetricOutcome =
  'regressed' | 'improved' | 'unchanged' | 'inconclusive' | 'incomparable' | 'insufficient';

export type Estimator = 'matched-requests' | 'block-quantiles';

/** One metric of one class, judged. Plain data; the public JSON is exactly this. */
export interface MetricResult {
  id: MetricId;
  /** `all` or the name of a request class. */
  class: string;
  result: MetricOutcome;
  gated: boolean;
  /** Typical value of each arm in the metric's unit (median over units); null where there is none. */
  base: number | null;
  candidate: number | null;
  /** candidate / base - 1 in the metric's own value (for shares: the difference); null where it could not be had. */
  effect: number | null;
  /** 95 % interval of the effect. */
  interval: [number, number] | null;
  /** How far worse it may get. */
  tolerance: number;
  /** The smallest worsening that this run would have found 95 % of the time. */
  mde: number | null;
  /** Holm-adjusted over the gated metrics at this look; null when not tested. */
  pAdjusted: number | null;
  units: number;
  /**
   * How quantile metrics were compared in the paired mode: request by request under identical inputs, or by the
   * quantiles of the blocks.
   */
  estimator?: Estimator;
  /** Always filled for inconclusive, incomparable and insufficient: why, and what would help. */
  reason: string;
}

export interface Look {
  /** Pairs (paired mode) or runs (baseline mode) seen at this look. */
  pairs: number;
  /** Alpha spent on it. */
  alpha: number;
  decision: 'fail' | 'pass' | 'continue' | 'end';
}

/** What the verdict was made from: pairs of blocks, committed runs, or the absolute limits alone. */
export type VerdictMode = 'paired' | 'baseline' | 'slo';

export interface SloResult {
  id: MetricId;
  limit: number;
  value: number | null;
  met: boolean;
  /** 95 % interval of the value, with the block as the unit; null where there is too little to have one. */
  interval: [number, number] | null;
  /** What `met` says holds over the whole interval; where there is none, a bound that lies beyond the limit is enough. */
  certain: boolean;
}

export interface Reason {
  /** Stable, kebab-case: `no-baseline`, `generator-bound`, `regressed`. */
  code: string;
  /** A sentence for people. */
  message: string;
}

/** The outcome of a whole gate. `sluice compare --json` and `result.json` print it as it is. */
export interface Verdict {
  schema: 'sluice.verdict/1';
  verdict: GateVerdict;
  mode: VerdictMode;
  /** The sentence that a person reads first. */
  sentence: string;
  looks: Look[];
  /** How many looks alpha was split over, fixed beforehand. */
  plannedLooks: number;
  /** Valid pairs; with limits alone, valid blocks. */
  pairsUsed: number;
  metrics: MetricResult[];
  slo: SloResult[];
  /** Why the verdict is what it is, most important first. */
  reasons: Reason[];
  /** What makes it less valid, if anything. */
  warnings: string[];
  /** A `fail` that reviewers took on purpose: it does not turn the job red. */
  accepted?: Acceptance;
  /** Against the last release, for headline metrics; absent where no anchor can be compared with. */
  drift?: Drift[];
  /** What edge cases brought to light; absent where none were sent. */
  edgeCases?: EdgeFinding[];
}

/** One thing that is wrong with how the candidate takes an edge case. */
export interface EdgeFinding {
  /** The name of the case; null for what all of them together left behind. */
  case: string | null;
  kind: EdgeFindingKind;
  /** The base does the same; null where no base was measured. */
  inBase: boolean | null;
  /** It fails the gate. */
  gated: boolean;
  /** A clause for people. */
  message: string;
}

export type EdgeFindingKind =
  | 'target-ended'
  | 'no-answer'
  | 'connection-lost'
  | 'good-requests-failed'
  | 'good-requests-slowed'
  /** Good requests stay slow, or fail, after the last edge case. */
  | 'lasting-harm'
  | 'unexpected-answer';
