import type { Arm, Run } from '../../model/run.ts';
import type { TelemetryId } from '../../model/telemetry.ts';
import type { BlockView } from '../block-view.ts';
import { pairBlocks, startsOf, validPairs } from '../pairing.ts';
import type { Pair } from '../pairing.ts';
import type { PairOfValues } from './clear-difference.ts';
import { spanOf, telemetryTraits } from './telemetry.ts';

/** The pairs of a gate, and what was sampled while their blocks ran. */
export interface Observed {
  pairs: Pair[];
  starts: number;
  classNames: readonly string[];
  /** Mean of a series while a block ran; of a counter its increase a second. */
  sampled: (arm: Arm, view: BlockView, id: TelemetryId) => number | undefined;
}

export function observePairs(base: Run, candidate: Run): Observed {
  const pairs = validPairs(pairBlocks(base, candidate));
  return {
    pairs,
    starts: startsOf(pairs),
    classNames: candidate.classes.map(({ name }) => name),
    sampled: sampling({ base, candidate }),
  };
}

/** Pairs in which both arms have a value. */
export function valuesOf(
  pairs: readonly Pair[],
  read: (arm: Arm, view: BlockView) => number | undefined,
): PairOfValues[] {
  return pairs.flatMap((pair) => {
    const [base, candidate] = [read('base', pair.base), read('candidate', pair.candidate)];
    return base === undefined || candidate === undefined ? [] : { base, candidate };
  });
}

/** Each block is asked once, for all of its series. */
function sampling(runs: Record<Arm, Run>): Observed['sampled'] {
  const known = new Map<BlockView, Map<TelemetryId, number>>();
  return (arm, view, id) => {
    let means = known.get(view);
    if (!means) {
      const traits = telemetryTraits(runs[arm], [spanOf(view.block)]);
      means = new Map(traits.map((trait) => [trait.id, trait.mean]));
      known.set(view, means);
    }
    return means.get(id);
  };
}
