import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { GateVerdict, Verdict } from '../../src/model/verdict.ts';
import type { RandomOf } from '../../src/verdict/look.ts';
import { judgePaired } from '../../src/verdict/paired.ts';
import type { Cell } from './cells.ts';
import { gateFor, pairMinutes, restartEveryPairs } from './settings.ts';
import type { SimulatedPair } from './simulator/measurement.ts';
import { simulatePairs } from './simulator/measurement.ts';
import { runsOfPairs } from './simulated-runs.ts';

/** Both arms fail one request in a thousand by themselves. */
export const usualErrorShare = 0.001;

export interface CellResult {
  model: string;
  noise: string;
  change: string;
  cases: number;
  verdicts: Record<GateVerdict, number>;
  meanMinutes: number;
  /** How often each metric was the first reason of a failure. */
  failedBy: Record<string, number>;
  /** How often each gated metric was undecided when the budget was over. */
  undecided: Record<string, number>;
}

/** Each case of a campaign has a seed of its own. */
export const caseSeedOf = (seed: number, index: number): number => seed * 1_000_003 + index;

/** The pairs that a gate would have measured of one simulated pull request, as many as its budget holds. */
export function pairsOfCase(cell: Cell, caseSeed: number): SimulatedPair[] {
  const { model, noise, effect, blockSeconds, mostPairs } = cell;
  return simulatePairs({
    ...{ seed: caseSeed, model, noise, effect, blockSeconds },
    blocks: mostPairs,
    starts: mostPairs / restartEveryPairs,
    errorShare: usualErrorShare,
  });
}

/** Judges one simulated pull request by the functions that judge real runs. */
export function judgeCase(
  { model }: Cell,
  pairs: readonly SimulatedPair[],
  caseSeed: number,
  gateOf = gateFor,
): Verdict {
  const { base, candidate } = runsOfPairs(model, pairs);
  return judgePaired(base, candidate, { gate: gateOf(model), random: randomOf(caseSeed) });
}

/** Gates `cases` simulated pull requests, each with a seed of its own: `seed * 1000003 + case`. */
export function runCell(cell: Cell, cases: number, seed: number, gateOf = gateFor): CellResult {
  const { model, noise, change } = cell;
  const verdicts: Record<GateVerdict, number> = { pass: 0, fail: 0, inconclusive: 0, invalid: 0 };
  const [failedBy, undecided]: [Record<string, number>, Record<string, number>] = [{}, {}];
  let pairs = 0;
  for (let i = 0; i < cases; i++) {
    const caseSeed = caseSeedOf(seed, i);
    const verdict = judgeCase(cell, pairsOfCase(cell, caseSeed), caseSeed, gateOf);
    verdicts[verdict.verdict]++;
    pairs += verdict.pairsUsed;
    for (const result of verdict.metrics.filter(({ gated }) => gated)) {
      const key = `${result.id} ${result.class}`;
      if (result.result === 'regressed') failedBy[key] = (failedBy[key] ?? 0) + 1;
      if (verdict.verdict === 'inconclusive' && result.result === 'inconclusive')
        undecided[key] = (undecided[key] ?? 0) + 1;
    }
  }
  const meanMinutes = (pairs / cases) * pairMinutes(model, cell.blockSeconds);
  return { model, noise, change, cases, verdicts, meanMinutes, failedBy, undecided };
}

/** A stream for each use, like the gate's own: the seed of the case with a hash of the use. */
function randomOf(seed: number): RandomOf {
  return (use) => {
    let hash = seed | 0;
    for (let i = 0; i < use.length; i++) hash = Math.imul(hash ^ use.charCodeAt(i), 0x01000193);
    const generator = xoroshiro128plus(hash);
    return () => uniformFloat64(generator);
  };
}
