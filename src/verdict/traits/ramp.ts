import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { quantileSorted } from 'simple-statistics';
import type { RampTraits } from '../../model/characteristics.ts';
import type { Run } from '../../model/run.ts';
import { wilsonInterval } from '../../stats/wilson.ts';
import { kneeFactor } from './knee.ts';
import type { Bend } from './knee.ts';
import { rampBend } from './ramp-bend.ts';
import { goodputOf, judgeRampSteps } from './ramp-steps.ts';
import type { RampStep } from './ramp-steps.ts';

/** Of the bootstrap. */
const draws = 200;
/** Of fewer requests a bootstrap of p95 knows no spread. */
const fewestForInterval = 10;

/** What the ramp of a run tells; undefined where none was measured. Steps that are not valid count only where the target ended. */
export function rampTraits(run: Run): RampTraits | undefined {
  const steps = judgeRampSteps(run);
  const highest = steps.at(-1);
  if (!highest) return undefined;
  const breaking = breakingOf(steps);
  return {
    ...kneeOf(run, steps, breaking),
    breaking,
    bestGoodput: bestGoodputOf(steps),
    highestPerSecond: highest.ratePerSecond,
  };
}

/** The lowest rate at which it broke, above all at which it did not. */
function breakingOf(steps: readonly RampStep[]): RampTraits['breaking'] {
  const known = steps.filter(({ valid, ended }) => valid || ended);
  const { ratePerSecond, broken = null } =
    known[known.findLastIndex((step) => step.broken === null) + 1] ?? {};
  return ratePerSecond === undefined || broken === null ? null : { ratePerSecond, why: broken };
}

function kneeOf(
  run: Run,
  steps: readonly RampStep[],
  breaking: RampTraits['breaking'],
): Pick<RampTraits, 'knee' | 'kneeReason'> {
  const valid = steps.filter((step) => step.valid);
  const leftOut = steps.length - valid.length;
  const aside = leftOut === 0 ? '' : `; ${leftOut} of ${steps.length} steps left out as invalid`;
  const bend = rampBend(
    run,
    valid.map(({ block }) => block),
  );
  const none = (reason: string) => ({ knee: null, kneeReason: reason + aside });
  if (!bend) return none('no step could be measured');
  const found = bend();
  const level = `its level at light load (${rounded(found.lightMs)} ms)`;
  if (found.kneePerSecond !== null) {
    const interval = found.fewestRequests < fewestForInterval ? null : kneeInterval(run, bend, valid);
    const kneeReason = `p95 latency passes ${kneeFactor} times ${level}${aside}`;
    return { knee: { value: found.kneePerSecond, interval }, kneeReason };
  }
  const lowest = valid[0]!;
  const [first, last] = [lowest.ratePerSecond, valid.at(-1)!.ratePerSecond].map(rounded);
  if (lowest.broken) return none(`it was overloaded at the lowest rate already, ${first} requests/s`);
  if (breaking) {
    const broke = rounded(breaking.ratePerSecond);
    return none(`it broke at ${broke} requests/s, before p95 latency reached ${kneeFactor} times ${level}`);
  }
  return none(`p95 latency stayed below ${kneeFactor} times ${level} up to ${last} requests/s`);
}

/**
 * By the percentiles of the bootstrap. Which form the curve has between two steps is not known either, so half of the draws put
 * the knee anywhere between those at either side. A drawn ramp that never bends has its knee at the highest rate or beyond.
 */
function kneeInterval(
  run: Run,
  bend: (random: () => number) => Bend,
  valid: readonly RampStep[],
): [number, number] {
  const generator = xoroshiro128plus(run.provenance.seed);
  const random = () => uniformFloat64(generator);
  const highest = valid.at(-1)!.ratePerSecond;
  const knees = Array.from({ length: draws }, (_, i) => {
    const { kneePerSecond, between } = bend(random);
    if (!between || i % 2 === 0) return kneePerSecond ?? highest;
    return between[0] + random() * (between[1] - between[0]);
  });
  knees.sort((a, b) => a - b);
  return [quantileSorted(knees, 0.025), quantileSorted(knees, 0.975)];
}

function bestGoodputOf(steps: readonly RampStep[]): RampTraits['bestGoodput'] {
  let best: RampTraits['bestGoodput'] = null;
  for (const step of steps) {
    const goodput = step.valid ? goodputOf(step) : null;
    if (goodput === null || (best && goodput <= best.goodput.value)) continue;
    const [low, high] = wilsonInterval(step.good!, step.attempted);
    const interval: [number, number] = [low * step.ratePerSecond, high * step.ratePerSecond];
    best = { goodput: { value: goodput, interval }, askedPerSecond: step.ratePerSecond };
  }
  return best;
}

const rounded = (value: number): number => Number(value.toPrecision(3));
