import type { MetricId } from '../model/metric.ts';
import type { GatePlan, SloLimit } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { GateVerdict, Look, Reason, Verdict } from '../model/verdict.ts';
import { compareRatio } from './compare-ratio.ts';
import { compareShare } from './compare-share.ts';
import { compareStarts } from './compare-starts.ts';
import type { Comparison } from './comparison.ts';
import { decideLook } from './decide.ts';
import { verdictSentence } from './gate-words.ts';
import type { JudgedMetric } from './judged-metrics.ts';
import { judgedMetrics } from './judged-metrics.ts';
import { noiseEvidence } from './noise-evidence.ts';
import type { JudgedComparison } from './outcome.ts';
import { judgeComparisons } from './outcome.ts';
import type { Pair } from './pairing.ts';
import { pairBlocks, validPairs } from './pairing.ts';
import { reasonsFor } from './reasons.ts';
import { judgeSlo } from './slo.ts';
import { invalidityOf } from './validity.ts';
import { checkWarmUp } from './warm-up.ts';
import { pairedWarnings } from './warnings.ts';

/**
 * A stream of chance, uniform in [0, 1), for each use: the metric, the class and the pairs seen (`error-rate all 12`). The
 * same seed and use must give the same stream, so that stored runs are judged as they were while they were measured.
 */
export type RandomOf = (use: string) => () => number;

export interface PairedOptions {
  gate: GatePlan;
  /** Measured pairs at each planned look, ascending; fixed before the first block, since alpha is split over them. */
  plannedLooks: readonly number[];
  /** Chance for the permutation tests, by use. */
  random: RandomOf;
  /** Absolute limits, judged besides. */
  slo?: readonly SloLimit[];
}

export interface LookOptions extends PairedOptions {
  /** From 0. The looks before it were taken and decided to continue. */
  lookNumber: number;
  /** No more pairs will come: what is undecided stays so. */
  final: boolean;
}

export interface LookResult {
  /** `end`: stop measuring without a clear answer. */
  decision: Look['decision'];
  /** As things stand; final unless the decision is `continue`. */
  verdict: Verdict;
}

/**
 * Takes one planned look at the pairs so far. Each look may spend alpha / K, K being the number of planned looks, so
 * that the whole gate keeps its false-alarm rate however early it ends.
 */
export function lookAt(base: Run, candidate: Run, options: LookOptions): LookResult {
  return lookAtPairs(base, candidate, pairBlocks(base, candidate), options);
}

/** The same for pairs that were formed before, of which `base` and `candidate` may hold more. */
export function lookAtPairs(
  base: Run,
  candidate: Run,
  formed: readonly Pair[],
  options: LookOptions,
): LookResult {
  const { pairs, warnings } = checkWarmUp(formed);
  const invalidity = invalidityOf(base, candidate, pairs);
  const alpha = options.gate.falseAlarm / Math.max(1, options.plannedLooks.length);
  const valid = validPairs(pairs);
  const conclude = (
    decision: Look['decision'],
    verdict: GateVerdict,
    reasons: Reason[],
    judged: JudgedComparison[] = [],
    slo: Verdict['slo'] = [],
  ) => {
    const unsaid = {
      schema: 'sluice.verdict/1' as const,
      verdict,
      mode: 'paired' as const,
      looks: [...earlierLooks(options, alpha), { pairs: pairs.length, alpha, decision }],
      plannedLooks: options.plannedLooks.length,
      pairsUsed: valid.length,
      metrics: judged.map(({ result }) => result),
      slo,
      reasons,
      warnings: [...warnings, ...pairedWarnings(base, candidate, pairs, judged)],
    };
    return { decision, verdict: { ...unsaid, sentence: verdictSentence(unsaid) } };
  };

  if (invalidity) {
    const ends = options.final || invalidity.hopeless;
    const verdict = ends ? invalidity.verdict : 'inconclusive';
    const evidence = verdict === 'inconclusive' ? noiseEvidence(pairs) : [];
    return conclude(ends ? 'end' : 'continue', verdict, [invalidity.reason, ...evidence]);
  }
  const mostPairs = options.final ? valid.length : Math.max(pairs.length, ...options.plannedLooks);
  const comparisons = compareAll(base, candidate, valid, { ...options, alpha, mostPairs });
  const judged = judgeComparisons(comparisons, { alpha, limitsOf: limitsOf(options.gate) });
  const slo = judgeSlo(candidate, options.slo ?? []);
  const decision = decideLook(judged, options.final);
  const reasons = withEvidence(reasonsFor(decision, judged, slo, `${valid.length} pairs`), pairs);
  const verdict = withSlo(decision, slo);
  return conclude(
    decision === 'pass' && verdict === 'fail' ? 'fail' : decision,
    verdict,
    reasons,
    judged,
    slo,
  );
}

/** What was seen of a machine that is said to be too noisy, right after that reason. */
function withEvidence(reasons: readonly Reason[], pairs: readonly Pair[]): Reason[] {
  return reasons.flatMap((reason) =>
    reason.code === 'too-noisy' ? [reason, ...noiseEvidence(pairs)] : [reason],
  );
}

function earlierLooks({ plannedLooks, lookNumber }: LookOptions, alpha: number): Look[] {
  return plannedLooks.slice(0, lookNumber).map((pairs) => ({ pairs, alpha, decision: 'continue' }));
}

export const limitsOf = (gate: GatePlan) => (id: MetricId) => ({
  tolerance: gate.tolerance[id],
  detect: gate.detect[id],
});

/** What a decision means for the gate when the absolute limits have their say: a broken one fails, an unmeasured one invalidates. */
export function withSlo(decision: Look['decision'], slo: Verdict['slo']): GateVerdict {
  if (decision === 'continue') return 'inconclusive';
  if (decision === 'fail' || slo.some(({ met, value }) => !met && value !== null)) return 'fail';
  if (slo.some(({ met }) => !met)) return 'invalid';
  return decision === 'pass' ? 'pass' : 'inconclusive';
}

function compareAll(
  base: Run,
  candidate: Run,
  pairs: readonly Pair[],
  options: PairedOptions & { alpha: number; mostPairs: number },
): Comparison[] {
  const { mostPairs } = options;
  const wanted = judgedMetrics(candidate, options.gate);
  const gatedCount = Math.max(1, wanted.filter(({ gated }) => gated).length);
  const compare = (judged: JudgedMetric): Comparison => {
    switch (judged.metric.kind.kind) {
      case 'quantile':
      case 'rate-per-second':
        return compareRatio(judged, pairs, mostPairs);
      case 'share':
        return compareShare(judged, pairs, {
          tolerance: options.gate.tolerance[judged.metric.id],
          level: options.alpha / gatedCount,
          random: options.random(`${judged.metric.id} ${judged.class} ${pairs.length}`),
        });
      case 'start-duration':
        return compareStarts(judged, judged.metric.kind.of, { base, candidate }, { pairs, mostPairs });
    }
  };
  return wanted.map(compare).filter(isWorthShowing);
}

/** What is neither gated nor measured in any arm is left out. */
function isWorthShowing({ gated, base, candidate, evidence }: Comparison): boolean {
  return (
    gated ||
    base !== null ||
    candidate !== null ||
    (evidence.kind === 'untested' && evidence.standing === 'fails')
  );
}
