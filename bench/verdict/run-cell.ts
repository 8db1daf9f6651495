import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { GateVerdict } from '../../src/model/verdict.ts';
import type { RandomOf } from '../../src/verdict/look.ts';
import { judgePaired } from '../../src/verdict/paired.ts';
import type { Cell } from './cells.ts';
import { blockSeconds, gateFor, mostPairs, pairMinutes, restartEveryPairs } from './settings.ts';
import { simulatePairs } from './simulator/measurement.ts';
import { runsOfPairs } from './simulated-runs.ts';

/** Both arms fail one request in a thousand by themselves. */
const usualErrorShare = 0.001;

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

/** Gates `cases` simulated pull requests, each with a seed of its own: `seed * 1000003 + case`. */
export function runCell(cell: Cell, cases: number, seed: number, gateOf = gateFor): CellResult {
  const { model, noise, change, effect } = cell;
  const verdicts: Record<GateVerdict, number> = { pass: 0, fail: 0, inconclusive: 0, invalid: 0 };
  const [failedBy, undecided]: [Record<string, number>, Record<string, number>] = [{}, {}];
  let pairs = 0;
  for (let i = 0; i < cases; i++) {
    const caseSeed = seed * 1_000_003 + i;
    const simulated = simulatePairs({
      seed: caseSeed,
      model,
      noise,
      effect,
      blockSeconds: blockSeconds(model),
      blocks: mostPairs,
      starts: mostPairs / restartEveryPairs,
      errorShare: usualErrorShare,
    });
    const { base, candidate } = runsOfPairs(model, simulated);
    const verdict = judgePaired(base, candidate, {
      gate: gateOf(model),
      random: randomOf(caseSeed),
    });
    verdicts[verdict.verdict]++;
    pairs += verdict.pairsUsed;
    for (const result of verdict.metrics.filter(({ gated }) => gated)) {
      const key = `${result.id} ${result.class}`;
      if (result.result === 'regressed') failedBy[key] = (failedBy[key] ?? 0) + 1;
      if (verdict.verdict === 'inconclusive' && result.result === 'inconclusive')
        undecided[key] = (undecided[key] ?? 0) + 1;
    }
  }
  const meanMinutes = (pairs / cases) * pairMinutes(model);
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
