import { allClasses } from '../model/metric.ts';
import type { PairPoint } from '../model/report.ts';
import type { Run } from '../model/run.ts';
import { quantileOf } from '../stats/distribution.ts';
import { pairBlocks, validPairs } from './pairing.ts';
import type { Pair } from './pairing.ts';

/** Candidate over base of every valid pair, for the pair plot. */
export function pairPoints(base: Run, candidate: Run): PairPoint[] {
  return validPairs(pairBlocks(base, candidate)).map((pair) => ({
    pair: pair.index,
    ratioP50: ratioOf(pair, 0.5),
    ratioP95: ratioOf(pair, 0.95),
    first: pair.base.block.order < pair.candidate.block.order ? 'base' : 'candidate',
  }));
}

function ratioOf(pair: Pair, p: number): number | null {
  const before = quantileOf(pair.base.timing(allClasses, 'latency'), p);
  const after = quantileOf(pair.candidate.timing(allClasses, 'latency'), p);
  return before === null || after === null || before === 0 ? null : after / before;
}
