import type { LoadPlan } from '../model/plan.ts';
import type { RampPlan } from './linear-ramp.ts';
import { leastStepRate } from './ramp-step.ts';

/** A step of the ramp as it came out. */
export interface MeasuredStep {
  ratePerSecond: number;
  /** What was measured is the server. */
  valid: boolean;
  /** Latency is well above its level at light load. */
  bent: boolean;
  /** Why the server no longer does what it is asked; null where it does. */
  broken: string | null;
  /** Beyond doubt. */
  drastic: boolean;
}

/** Of the steps, kept for where it bends and where it breaks. */
const refiningShare = 0.25;
/** Two rates are as close as they need be: the noise of a step is larger. */
const closeRatio = 1.05;
/** On its way up, a rate whose step was not valid is asked once more. */
const mostTries = 2;
/** Of the steps, so many on top where steps were not valid. */
const repeatedShare = 0.5;

/**
 * The rate of the next step of a ramp, undefined where it is over. It rises in equal steps from the first to the last rate, and
 * no further once the server is broken: beyond doubt, twice in a row, or with latency well above its level at light load. All
 * steps that are left then go to where latency bends and where the server breaks: between the highest rate at which it did
 * not and the lowest at which it did, the wider of both places first. Where it does so at the lowest rate already, that is halved.
 * @param measured in the order in which they were measured
 * @param repeats for steps that were not valid, how many may come on top of those of the plan
 */
export function nextRampRate(
  ramp: RampPlan,
  load: LoadPlan,
  measured: readonly MeasuredStep[],
  repeats = 0,
): number | undefined {
  const valid = measured.filter((step) => step.valid);
  const certain = measured.filter((step) => step.valid || step.drastic);
  const spoiled = measured.length - certain.length;
  if (measured.length >= ramp.steps + Math.min(repeats, spoiled)) return undefined;
  // All but the steps that are kept.
  const rates = evenRates(ramp, load, ramp.steps - refiningSteps(ramp));
  const rising = nextOnTheRise(rates, measured, spoiled <= repeats);
  if (rising !== undefined) return rising;
  const brackets = [
    bracketOf(valid, ({ bent }) => bent),
    bracketOf(certain, ({ broken }) => broken !== null),
  ];
  const [widest] = brackets
    .filter((bracket) => bracket !== undefined)
    .filter(({ low, high }) => high > closeRatio * low)
    .sort((a, b) => b.high / b.low - a.high / a.low);
  if (!widest) return undefined;
  const rate = Math.sqrt(widest.low * widest.high);
  return rate < leastStepRate(ramp) ? undefined : rate;
}

/** Undefined where it has risen as far as it is to. */
function nextOnTheRise(
  rates: readonly number[],
  measured: readonly MeasuredStep[],
  mayRepeat: boolean,
): number | undefined {
  const tries = rates.map((rate) => measured.filter(({ ratePerSecond }) => ratePerSecond === rate));
  const last = tries.map((steps) => steps.at(-1));
  const isOver = last.some(
    (step, i) => step && (step.drastic || (step.broken && (step.bent || last[i - 1]?.broken))),
  );
  if (isOver) return undefined;
  const isDue = (steps: readonly MeasuredStep[]) =>
    steps.length === 0 || (mayRepeat && steps.length < mostTries && !steps.some(({ valid }) => valid));
  return rates.find((_, i) => isDue(tries[i]!));
}

/** That may come on top of the steps of the plan, where there is time. */
export const mostRepeats = ({ steps }: RampPlan): number => Math.floor(steps * repeatedShare);

/** That are kept for where it bends and breaks. */
export const refiningSteps = ({ steps }: RampPlan): number => Math.floor(steps * refiningShare);

/** So many rates from the first to the last of the ramp, in equal steps. */
export function evenRates(ramp: RampPlan, { expectedRatePerSecond }: LoadPlan, count: number): number[] {
  const { from, to } = ramp;
  const rise = count > 1 ? (to - from) / (count - 1) : 0;
  const least = leastStepRate(ramp);
  return Array.from({ length: count }, (_, i) => Math.max(least, expectedRatePerSecond * (from + rise * i)));
}

/** Around where something begins. */
function bracketOf(
  steps: readonly MeasuredStep[],
  has: (step: MeasuredStep) => boolean,
): { low: number; high: number } | undefined {
  const ascending = steps.toSorted((a, b) => a.ratePerSecond - b.ratePerSecond);
  const last = ascending.findLastIndex((step) => !has(step));
  const high = ascending[last + 1]?.ratePerSecond;
  // A quarter of a rate and the rate itself have the half in the middle.
  return high === undefined ? undefined : { low: ascending[last]?.ratePerSecond ?? high / 4, high };
}
