import type { MetricStatistic, RunStatistics } from '../model/baseline.ts';
import { metrics } from '../model/metric.ts';
import type { MetricId } from '../model/metric.ts';
import type { GatePlan, SloLimit } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { Look, Reason, Verdict } from '../model/verdict.ts';
import { predictNext } from '../stats/prediction.ts';
import type { SpreadPrior } from '../stats/prediction.ts';
import { describeLevels, levelsOf } from './accepted-levels.ts';
import type { Levels } from './accepted-levels.ts';
import type { Incomparability } from './comparable-history.ts';
import { comparableHistory, incomparableReason } from './comparable-history.ts';
import type { Comparison, UntestedEvidence } from './comparison.ts';
import { directionOf, isShare } from './comparison.ts';
import { cpuLimitWarnings } from './cpu-limit.ts';
import { decideLook } from './decide.ts';
import { detectableSentence, verdictSentence } from './gate-words.ts';
import type { JudgedMetric } from './judged-metrics.ts';
import { judgedMetrics } from './judged-metrics.ts';
import { tEvidence } from './log-ratio.ts';
import { differentLength, lengthWarnings, runsOfLikeLength } from './length-history.ts';
import { withSlo } from './look.ts';
import { absentEvidence } from './missing.ts';
import type { JudgedComparison } from './outcome.ts';
import { judgeComparisons } from './outcome.ts';
import { differentHitRate, hitRateWarnings, runsOfLikeHitRate } from './prefix-history.ts';
import { reasonsFor } from './reasons.ts';
import { runStatistics } from './run-statistics.ts';
import { judgeSlo } from './slo.ts';
import { statisticOf } from './statistic-of.ts';
import { fewestUnits } from './units.ts';
import { invalidRun } from './validity.ts';
import { asideWarnings } from './warnings.ts';

export interface BaselineOptions {
  gate: GatePlan;
  slo?: readonly SloLimit[];
  /** What already kept earlier runs out before they came here. */
  incomparable?: readonly Incomparability[];
  /** When runs with an accepted change were measured, in any environment; those of the history itself need not be told. */
  acceptedAt?: readonly string[];
  /**
   * Expect runs on one and the same machine to differ by 4 % instead of 10 %. Only for machines that are known to be
   * the same: with runs that differ by 5 % false alarms come up to 2 %, with 10 % up to 4 % (docs/method.md).
   */
  sameMachine?: boolean;
}

/** Runs further back than this are not looked at. */
export const longestHistory = 20;
/** How many earlier runs the prior counts for. */
export const priorWeight = 4;
/** Expected spread from run to run, on the log scale; for shares absolute, and for starts, which vary more, by guess. */
export const priorSpread = { ratio: 0.1, ratioOnSameMachine: 0.04, share: 0.005, start: 0.2 };
/** What `unchanged` rules out at least: nothing finer can be seen between runs. Relative, for shares absolute. */
const finestDetect = { ratio: 0.3, share: 0.01 };

/**
 * Screens a run against committed ones. It catches a collapse, not a 10 % slowdown, and says so: the run on
 * another machine or day is the unit, and few of those tell little. Runs of another plan, workload or environment are
 * kept out by name.
 */
export function judgeBaseline(
  history: readonly RunStatistics[],
  candidate: Run,
  options: BaselineOptions,
): Verdict {
  const oldestFirst = history.toSorted((a, b) => measuredAtOf(a) - measuredAtOf(b));
  const sorted = comparableHistory(oldestFirst, candidate);
  const incomparable = [...(options.incomparable ?? []), ...sorted.incomparable];
  const levels = levelsOf(sorted.comparable.slice(-longestHistory), options.acceptedAt ?? []);
  const runs = levels.current;
  const blocks = candidate.blocks.filter(({ scenario, validity }) => scenario === 'mixed' && validity.valid);
  const invalid = invalidRun(candidate);
  const slo = judgeSlo(candidate, options.slo ?? []);
  const now = runStatistics(candidate);
  const judged = invalid ? [] : judgeAgainst(levels, candidate, now, incomparable, options);
  const decision: Look['decision'] = invalid || runs.length === 0 ? 'end' : decideLook(judged, true);
  const reasons = invalid ? [invalid.reason] : reasonsOf(decision, judged, slo, levels, incomparable);
  const verdict = invalid ? invalid.verdict : withSlo(decision, slo);
  const unsaid: Omit<Verdict, 'sentence'> = {
    schema: 'sluice.verdict/1',
    verdict,
    mode: 'baseline',
    looks: [
      {
        pairs: runs.length,
        alpha: options.gate.falseAlarm,
        decision: decision === 'pass' && verdict === 'fail' ? 'fail' : decision,
      },
    ],
    plannedLooks: 1,
    pairsUsed: 0,
    metrics: judged.map(({ result }) => result),
    slo,
    reasons,
    warnings: [
      ...candidate.warnings,
      ...(runs.length > 0 ? incomparable.map((item) => incomparableReason(item).message) : []),
      ...(runs.length > 0 ? asideWarnings(judged) : []),
      ...hitRateWarnings(runs, now.prefixHitRate),
      ...lengthWarnings(runs, now),
      ...cpuLimitWarnings([{ arm: 'candidate', blocks }]),
    ],
  };
  return { ...unsaid, sentence: verdictSentence(unsaid) };
}

const measuredAtOf = ({ provenance }: RunStatistics): number => Date.parse(provenance.measuredAt);

function judgeAgainst(
  levels: Levels,
  candidate: Run,
  now: RunStatistics,
  incomparable: readonly Incomparability[],
  options: BaselineOptions,
): JudgedComparison[] {
  const comparisons = judgedMetrics(candidate, options.gate)
    .map((judged) => compareWithHistory(judged, levels, now, options.sameMachine ?? false, incomparable))
    .filter(({ gated, candidate: value, base }) => gated || value !== null || base !== null);
  const limitsOf = (id: MetricId) => ({
    tolerance: options.gate.tolerance[id],
    detect: Math.max(
      options.gate.tolerance[id],
      isShare(metrics[id]) ? finestDetect.share : finestDetect.ratio,
    ),
  });
  return judgeComparisons(comparisons, { alpha: options.gate.falseAlarm, limitsOf });
}

function compareWithHistory(
  judged: JudgedMetric,
  levels: Levels,
  now: RunStatistics,
  sameMachine: boolean,
  incomparable: readonly Incomparability[],
): Comparison {
  const { metric, class: className } = judged;
  const find = (run: RunStatistics) => statisticOf(run, metric.id, className);
  const mine = find(now);
  const recordedOf = (runs: readonly RunStatistics[]) =>
    runs.filter((run) => {
      const statistic = find(run);
      return statistic !== undefined && enough(metric.id, statistic);
    });
  const likeHitRateOf = (runs: readonly RunStatistics[]) =>
    runsOfLikeHitRate(metric, recordedOf(runs), now.prefixHitRate);
  const likeOf = (runs: readonly RunStatistics[]) =>
    runsOfLikeLength(metric, className, likeHitRateOf(runs), now).map((run) => find(run)!);
  const recorded = recordedOf(levels.current);
  const likeHitRate = likeHitRateOf(levels.current);
  const earlier = likeOf(levels.current);
  const common = { ...judged, base: null, candidate: mine?.value ?? null, units: earlier.length };
  if (metric.id === 'slow-rate') return { ...common, evidence: needsPairs };
  if (levels.current.length === 0) return { ...common, evidence: noHistory(levels, incomparable) };
  const absent = absentEvidence(metric, recorded.length > 0, mine !== undefined);
  if (absent || !mine) return { ...common, evidence: absent ?? noHistory(levels, incomparable) };
  if (!enough(metric.id, mine)) return { ...common, evidence: tooFewUnits(mine) };
  if (likeHitRate.length === 0) return { ...common, evidence: differentHitRate(recorded, now.prefixHitRate) };
  if (earlier.length === 0) return { ...common, evidence: differentLength(className, likeHitRate, now) };
  const valueOf = ({ logMean, value }: MetricStatistic) => logMean ?? value;
  const former = levels.former.map((runs) => likeOf(runs).map(valueOf));
  const against = (values: readonly number[], before: readonly (readonly number[])[]) => {
    const { mean, standardError, degreesOfFreedom } = predictNext(
      values,
      priorFor(judged, sameMachine),
      before,
    );
    const worsening = directionOf(metric) * (valueOf(mine) - mean);
    return { mean, evidence: tEvidence(worsening, standardError, degreesOfFreedom) };
  };
  const values = earlier.map(valueOf);
  const { mean, evidence } = against(values, former);
  // After an improvement the mean is still that of slower runs: what is ruled out must be so against the newest as well.
  const since = improvedSince(values.map((value) => directionOf(metric) * value));
  const newest = against(values.slice(since), [...former, values.slice(0, since)]).evidence;
  return {
    ...common,
    base: isShare(metric) ? mean : Math.exp(mean),
    evidence: { ...evidence, upper: Math.max(evidence.upper, newest.upper) },
  };
}

/** So many runs are a level; two alone could be the machine's day. */
const runsOfLevel = 3;

/**
 * From where on every run is better than every one before, with at least three on each side; 0 where that is nowhere so. Runs
 * of one level are in that order by chance in 1 of 20 histories of six, and in 3 of 100 of ten. Larger is worse.
 */
function improvedSince(worsenings: readonly number[]): number {
  const splits = worsenings.map((_, index) => index).slice(runsOfLevel, 1 - runsOfLevel);
  return (
    splits.find((index) => Math.max(...worsenings.slice(index)) < Math.min(...worsenings.slice(0, index))) ??
    0
  );
}

function priorFor({ metric }: JudgedMetric, sameMachine: boolean): SpreadPrior {
  const ratio = sameMachine ? priorSpread.ratioOnSameMachine : priorSpread.ratio;
  const { kind } = metric.kind;
  const spread = kind === 'share' ? priorSpread.share : kind === 'start-duration' ? priorSpread.start : ratio;
  return { spread, weight: priorWeight };
}

/** A cold start is one duration a run; everything else needs its units. */
export function enough(id: MetricId, { units }: MetricStatistic): boolean {
  return metrics[id].kind.kind === 'start-duration' || units >= fewestUnits;
}

const needsPairs: UntestedEvidence = {
  kind: 'untested',
  result: 'incomparable',
  standing: 'aside',
  code: 'needs-pairs',
  reason: 'slow is defined against a base on the same machine; the paired mode judges it',
};

/** What nothing can be compared with for, where no other run kept it out. */
const nothingYet = ({ former }: Levels): string =>
  former.length > 0
    ? 'no run of this environment has been recorded since the last accepted change'
    : 'there is no baseline';

function noHistory(levels: Levels, incomparable: readonly Incomparability[]): UntestedEvidence {
  const first = levels.former.length > 0 ? undefined : incomparable[0];
  return {
    kind: 'untested',
    result: first ? 'incomparable' : 'inconclusive',
    standing: 'open',
    code: first ? incomparableReason(first).code : 'no-baseline',
    reason: first
      ? incomparableReason(first).message
      : `${nothingYet(levels)} yet; record this run on the default branch, or name a base to measure beside it`,
  };
}

function tooFewUnits({ units }: MetricStatistic): UntestedEvidence {
  return {
    kind: 'untested',
    result: 'insufficient',
    standing: 'aside',
    code: 'too-few-requests',
    reason: `${units} blocks with enough requests are too few: it needs ${fewestUnits}`,
  };
}

function reasonsOf(
  decision: Look['decision'],
  judged: readonly JudgedComparison[],
  slo: Verdict['slo'],
  levels: Levels,
  incomparable: readonly Incomparability[],
): Reason[] {
  const results = judged.map(({ result }) => result);
  if (levels.current.length === 0) {
    const broken = reasonsFor('end', [], slo, '').filter(({ code }) => code.startsWith('slo-'));
    const noBaseline = { code: 'no-baseline', message: `${nothingYet(levels)} to compare with yet` };
    const isKeptOut = levels.former.length === 0 && incomparable.length > 0;
    return [...broken, ...(isKeptOut ? incomparable.map(incomparableReason) : [noBaseline])];
  }
  const seen = describeLevels(levels);
  const detectable = detectableSentence(results);
  const coarse = {
    code: 'coarse-screen',
    message: `committed baselines catch a collapse, not a 10 % slowdown: with ${seen} the smallest detectable change is ${detectable || 'unknown'}`,
  };
  return [...reasonsFor(decision, judged, slo, seen), coarse];
}
