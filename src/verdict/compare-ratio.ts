import { answerLengthObjection } from './answer-length.ts';
import type { Comparison, TestedEvidence, UntestedEvidence } from './comparison.ts';
import { directionOf } from './comparison.ts';
import type { JudgedMetric } from './judged-metrics.ts';
import { evidenceFromLogRatios } from './log-ratio.ts';
import { medianOf } from './median.ts';
import { absentEvidence } from './missing.ts';
import type { Pair } from './pairing.ts';
import { startsOf } from './pairing.ts';
import { prefixCacheNote } from './prefix-cache.ts';
import type { Quantity } from './quantity.ts';
import { quantityOf } from './quantity.ts';
import { fewestUnits, mergeNeighbours } from './units.ts';

/** At this share of blocks without a success in a metric, nothing is concluded from the others. */
const mostDropped = 0.2;

interface Unit {
  base: number;
  candidate: number;
  logRatio: number;
}

/**
 * Compares a metric by the ratios of its units: quantiles of timings, and throughput.
 * `mostPairs` is what the plan could still reach, which tells "not yet" from "never".
 */
export function compareRatio(judged: JudgedMetric, pairs: readonly Pair[], mostPairs: number): Comparison {
  const { metric, class: className } = judged;
  const quantity = quantityOf(metric, className, pairs);
  const seen = (arm: 'base' | 'candidate') => pairs.some((pair) => quantity.successes(pair[arm]) > 0);
  const none = { ...judged, base: null, candidate: null, units: 0 };
  const absent = absentEvidence(metric, seen('base'), seen('candidate'));
  if (absent) {
    const told = pairs.filter((pair) => quantity.successes(pair.base) > 0).length;
    return { ...none, evidence: provenAbsent(absent, told) };
  }

  const offered = pairs.filter((pair) => pair.base.attempted(className) > 0);
  const usable = offered.filter(
    (pair) => quantity.successes(pair.base) > 0 && quantity.successes(pair.candidate) > 0,
  );
  const units = Number.isFinite(quantity.pairsPerUnit)
    ? mergeNeighbours(usable, quantity.pairsPerUnit).flatMap((group) => unitOf(group, quantity))
    : [];
  const numbers = {
    ...judged,
    base: medianOf(units.map(({ base }) => base)),
    candidate: medianOf(units.map(({ candidate }) => candidate)),
    units: units.length,
    ...(quantity.estimator ? { estimator: quantity.estimator } : {}),
  };
  const logRatios = units.map(({ logRatio }) => directionOf(metric) * logRatio);
  const tested = units.length < fewestUnits ? null : evidenceFromLogRatios(logRatios, startsOf(usable));
  const evidence =
    withoutSuccess(offered.length - usable.length, offered.length, tested) ??
    (tested
      ? (answerLengthObjection(metric, className, pairs, tested) ?? {
          ...tested,
          note: prefixCacheNote(metric, className, pairs),
        })
      : tooFew(quantity, pairs.length, (mostPairs * usable.length) / pairs.length));
  return { ...numbers, evidence };
}

/** A class that is seen in a few pairs may have failed by chance where it has not by fault: that fails no gate by itself. */
function provenAbsent(absent: UntestedEvidence, basePairs: number): UntestedEvidence {
  if (absent.standing !== 'fails' || basePairs >= fewestUnits) return absent;
  const few = `${basePairs} ${basePairs === 1 ? 'pair is' : 'pairs are'} too few to say so: it needs ${fewestUnits}`;
  return { ...absent, standing: 'open', reason: `${absent.reason}; ${few}` };
}

function withoutSuccess(
  dropped: number,
  offered: number,
  tested: TestedEvidence | null,
): UntestedEvidence | null {
  if (dropped < mostDropped * offered) return null;
  return {
    kind: 'untested',
    result: 'inconclusive',
    standing: 'open',
    code: 'blocks-without-success',
    reason: `${dropped} of ${offered} pairs had a block without a success; look at the errors first`,
    ...(tested ? { shown: tested } : {}),
  };
}

function unitOf(group: readonly Pair[], { valueOf, logRatioOf }: Quantity): Unit[] {
  const base = valueOf(group.map((pair) => pair.base));
  const candidate = valueOf(group.map((pair) => pair.candidate));
  const logRatio = logRatioOf(group);
  return base !== null && candidate !== null && logRatio !== null ? [{ base, candidate, logRatio }] : [];
}

/** @param mostPairs of those that can be used, as many as the plan could still reach */
function tooFew(quantity: Quantity, pairs: number, mostPairs: number): UntestedEvidence {
  const within = Math.floor(mostPairs / quantity.pairsPerUnit) >= fewestUnits;
  const morePairs = Number.isFinite(quantity.pairsPerUnit)
    ? `, or ${fewestUnits * quantity.pairsPerUnit} pairs at this rate`
    : '';
  const those = quantity.counted === 'requests' ? 'successful ones' : 'of them';
  return {
    kind: 'untested',
    result: 'insufficient',
    standing: within ? 'open' : 'aside',
    code: 'too-few-requests',
    reason: `${pairs} pairs hold too few ${quantity.counted}: it needs about ${quantity.requestsNeeded(mostPairs)} ${those} a block${morePairs}`,
  };
}
