import { countAbove, countOf, quantileOf } from '../stats/distribution.ts';
import { signFlipP, smallestSignFlipP } from '../stats/sign-flip.ts';
import { studentTUpperTail } from '../stats/student-t.ts';
import { trimmedMean } from '../stats/trimmed-mean.ts';
import { answerLengthObjection } from './answer-length.ts';
import type { BlockView } from './block-view.ts';
import type { Comparison, TestedEvidence, UntestedEvidence } from './comparison.ts';
import type { JudgedMetric } from './judged-metrics.ts';
import { tEvidence } from './log-ratio.ts';
import { medianOf } from './median.ts';
import { absentEvidence } from './missing.ts';
import { percentOf } from './numbers.ts';
import type { Pair } from './pairing.ts';
import { fewestUnits } from './units.ts';

/** A request is slow beyond so many times the base's usual p99. */
const slowFactor = 2;
/** A difference beyond so many tolerances is a collapse, for which a t test is enough. */
const collapseTolerances = 10;

/** Below this p value, slow requests may have become more: then every burst counts. */
const suspicious = 0.1;

interface Tally {
  events: number;
  requests: number;
}

export interface ShareOptions {
  tolerance: number;
  /** The level that one metric has to reach at this look: alpha / metrics. */
  level: number;
  random: () => number;
}

/** Compares shares of requests (errors, slow requests) by the differences of the pairs. */
export function compareShare(
  judged: JudgedMetric,
  pairs: readonly Pair[],
  options: ShareOptions,
): Comparison {
  const tally = judged.metric.id === 'slow-rate' ? slowTally(judged.class, pairs) : errorTally(judged.class);
  const none = { ...judged, base: null, candidate: null, units: 0 };
  if (!tally) return { ...none, evidence: absentEvidence(judged.metric, false, true)! };
  const tallies = pairs
    .map((pair) => ({ base: tally(pair.base), candidate: tally(pair.candidate) }))
    .filter(({ base, candidate }) => base.requests > 0 && candidate.requests > 0);
  if (tallies.length === 0) {
    const seen = (arm: 'base' | 'candidate') => pairs.some((pair) => tally(pair[arm]).requests > 0);
    return {
      ...none,
      evidence: absentEvidence(judged.metric, seen('base'), seen('candidate')) ?? neverInOnePair,
    };
  }
  const arms = {
    base: tallies.map((pair) => pair.base),
    candidate: tallies.map((pair) => pair.candidate),
  };
  const numbers = {
    ...judged,
    base: shareOf(total(arms.base)),
    candidate: shareOf(total(arms.candidate)),
    units: tallies.length,
  };
  if (tallies.length < fewestUnits) {
    const reason = `${tallies.length} pairs are too few: it needs at least ${fewestUnits}`;
    return {
      ...numbers,
      evidence: {
        kind: 'untested',
        result: 'insufficient',
        standing: 'open',
        code: 'too-few-requests',
        reason,
      },
    };
  }
  const tested = shareEvidence(arms, options);
  const objection = answerLengthObjection(judged.metric, judged.class, pairs, tested);
  if (judged.metric.id !== 'slow-rate') {
    return {
      ...numbers,
      evidence: objection ?? { ...tested, note: errorNote(judged.class, pairs) || tested.note },
    };
  }
  if (tested.p <= suspicious) return { ...numbers, evidence: objection ?? tested };
  return { ...numbers, evidence: objection ?? usualPair(arms, tested) };
}

const neverInOnePair: UntestedEvidence = {
  kind: 'untested',
  result: 'inconclusive',
  standing: 'open',
  code: 'blocks-without-success',
  reason: 'no pair has requests of both arms to compare; look at the errors first',
};

interface Arms {
  base: Tally[];
  candidate: Tally[];
}

/**
 * One-sided sign-flip permutation on the sum of differences. Few pairs can never give a small enough p that way, so a
 * difference that a t test finds beyond ten times the tolerance counts as well: a collapse needs no permutation.
 * The error is at least that of independent requests with one more event in each arm, so that rare errors which
 * happen to cancel do not look certain.
 */
function shareEvidence(arms: Arms, { tolerance, level, random }: ShareOptions): TestedEvidence {
  const differences = differencesOf(arms);
  const [base, candidate] = [total(arms.base), total(arms.candidate)];
  const n = differences.length;
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / n;
  const variance = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0) / (n - 1);
  const error = Math.max(Math.sqrt(variance / n), leastError(arms));
  const byT = tEvidence(mean, error, n - 1);
  const collapse = collapseTolerances * tolerance;
  const p = Math.min(signFlipP(differences, random), studentTUpperTail((mean - collapse) / error, n - 1));
  const blindBelow = smallestSignFlipP(n) <= level ? 0 : collapse;
  if (base.events === 0 && candidate.events === 0) {
    // The rule of three (Hanley and Lippman-Hand 1983): with no event in n, 3/n bounds the share at 95 %. Such a metric
    // is `unchanged` by rule, so the bound is shown and does not decide.
    const most = 3 / candidate.requests;
    const interval: [number, number] = [-3 / base.requests, most];
    const note = `none was seen in either arm, which bounds the share at ${percentOf(most, true)}`;
    return { ...byT, p: 1, blindBelow, interval, upper: -Infinity, pBetter: 1, note };
  }
  const pBetter = signFlipP(
    differences.map((difference) => -difference),
    random,
  );
  return { ...byT, p, pBetter, blindBelow };
}

/**
 * Slow requests come in bursts of the machine, in either arm by chance, and a single burst of a neighbour hides any bound
 * on the mean. So while nothing points to a worsening (p > 0.1), the bound is that of the usual pair: trimmed like the
 * timings. Bursts that come in the candidate alone make p small, and then every burst counts.
 */
function usualPair(arms: Arms, tested: TestedEvidence): TestedEvidence {
  if (tested.upper === -Infinity) return tested;
  const { estimate, standardError, degreesOfFreedom } = trimmedMean(differencesOf(arms));
  const usual = tEvidence(estimate, Math.max(standardError, leastError(arms)), degreesOfFreedom);
  const note = 'of the usual pair: single bursts, which a neighbour makes too, are left aside';
  return { ...usual, p: tested.p, pBetter: tested.pBetter, blindBelow: tested.blindBelow, note };
}

const differencesOf = ({ base, candidate }: Arms): number[] =>
  candidate.map((tally, i) => shareOf(tally) - shareOf(base[i]!));

const leastError = ({ base, candidate }: Arms): number =>
  Math.sqrt(eventVariance(total(base)) + eventVariance(total(candidate)));

const shareOf = ({ events, requests }: Tally): number => events / requests;

function eventVariance({ events, requests }: Tally): number {
  const share = Math.min(1, (events + 1) / requests);
  return (share * Math.max(1 - share, 1 / requests)) / requests;
}

function total(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, { events, requests }) => ({
    events: sum.events + events,
    requests: sum.requests + requests,
  }));
}

const errorTally =
  (className: string) =>
  (view: BlockView): Tally => ({
    events: view.attempted(className) - view.completed(className),
    requests: view.attempted(className),
  });

/** Slow: over twice the median of the base's block p99. Null where the base has no latencies. */
function slowTally(className: string, pairs: readonly Pair[]): ((view: BlockView) => Tally) | null {
  const p99s = pairs.flatMap(({ base }) => quantileOf(base.timing(className, 'latency'), 0.99) ?? []);
  const median = medianOf(p99s);
  if (median === null) return null;
  const threshold = slowFactor * median;
  return (view) => {
    const latency = view.timing(className, 'latency');
    return { events: countAbove(latency, threshold), requests: countOf(latency) };
  };
}

/** The kinds of errors of each arm, since other kinds of errors are another change than more of the same. */
function errorNote(className: string, pairs: readonly Pair[]): string {
  const kinds = (arm: 'base' | 'candidate') => {
    const sums = new Map<string, number>();
    for (const pair of pairs)
      for (const [kind, count] of pair[arm].errorKinds(className))
        sums.set(kind, (sums.get(kind) ?? 0) + count);
    const listed = [...sums].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
    return listed.map(([kind, count]) => `${count} ${kind}`).join(', ') || 'none';
  };
  const [base, candidate] = [kinds('base'), kinds('candidate')];
  return base === 'none' && candidate === 'none'
    ? ''
    : `errors of the candidate: ${candidate}; of the base: ${base}`;
}
