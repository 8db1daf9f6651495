import { isotonicRegression } from '../../stats/isotonic.ts';

/** Times the latency at light load: where it bends. */
export const kneeFactor = 1.5;
/** A line goes through the steps so near to the knee, by rate to either side, as their latency is not beyond so many times light load. */
const [nearRate, nearLatency] = [1.5, 6];

/** What one load made of latency. */
export interface LoadPoint {
  ratePerSecond: number;
  /** Natural logarithm of milliseconds. */
  logLatency: number;
  /** That stand behind it. */
  requests: number;
}

export interface Bend {
  lightMs: number;
  /** The lowest step above `kneeFactor` times that; null where there is none. */
  bentFromPerSecond: number | null;
  /** Where latency gets there, by a line through the steps around; null where it does not. */
  kneePerSecond: number | null;
  /** The rates of the steps at either side; null where it does not. */
  between: [number, number] | null;
  /** Behind light load and behind the steps at either side of the knee, where there are fewest. */
  fewestRequests: number;
}

/**
 * Where latency leaves its level at light load by half. Latency never falls as load rises, so it is smoothed by isotonic
 * regression of its logarithm, weighted by requests. Light load is the lowest step, and with it requests sent alone
 * unless the step lies above them by half already. Around the knee the reciprocal of latency is taken as a line, which it is
 * for M/M/1: T = 1 / (mu - lambda) (Kleinrock, Queueing Systems I, 1975, section 3.2); latency itself, and its logarithm, bend
 * upwards in every queue. The line goes through the steps around the knee, because a single one of some seconds holds few of the
 * fluctuations of a queue that is nearly full; where there are not three, it joins the two steps at either side.
 * @param alone requests one at a time; null where there are none
 * @param steps ascending by rate, at least one
 */
export function bendOf(alone: Omit<LoadPoint, 'ratePerSecond'> | null, steps: readonly LoadPoint[]): Bend {
  const points = alone ? [{ ratePerSecond: 0, ...alone }, ...steps] : steps;
  const fit = isotonicRegression(
    points.map(({ logLatency }) => logLatency),
    points.map(({ requests }) => requests),
  );
  const smooth = points.map((point, i) => ({ ...point, logLatency: fit[i]! }));
  const light = alone ? lightLoad(smooth[0]!, smooth[1]!) : smooth[0]!;
  const at = fit.findIndex((level) => level > light.logLatency + Math.log(kneeFactor));
  const [below, above] = [smooth[at - 1], smooth[at]];
  const lightMs = Math.exp(light.logLatency);
  if (!below || !above) {
    const none = { bentFromPerSecond: null, kneePerSecond: null, between: null };
    return { ...none, lightMs, fewestRequests: light.requests };
  }
  const crossing = crossingOf([below, above], lightMs) ?? above.ratePerSecond;
  const near = steps.filter((step) => isNear(step, crossing, lightMs));
  const line = near.length < 3 ? null : crossingOf(near, lightMs);
  return {
    lightMs,
    bentFromPerSecond: above.ratePerSecond,
    kneePerSecond: line !== null && isWithin(line, crossing) ? line : crossing,
    between: [below.ratePerSecond, above.ratePerSecond],
    fewestRequests: Math.min(light.requests, below.requests, above.requests),
  };
}

function lightLoad(alone: LoadPoint, lowest: LoadPoint): LoadPoint {
  if (lowest.logLatency - alone.logLatency > Math.log(kneeFactor)) return alone;
  const requests = alone.requests + lowest.requests;
  const sum = alone.logLatency * alone.requests + lowest.logLatency * lowest.requests;
  return { ratePerSecond: lowest.ratePerSecond, logLatency: sum / requests, requests };
}

const isWithin = (ratePerSecond: number, knee: number): boolean =>
  ratePerSecond >= knee / nearRate && ratePerSecond <= knee * nearRate;

const isNear = ({ ratePerSecond, logLatency }: LoadPoint, knee: number, lightMs: number): boolean =>
  isWithin(ratePerSecond, knee) && Math.exp(logLatency) < nearLatency * lightMs;

/** Where the line through the reciprocals of latency, by least squares weighted by requests, comes to the limit. Null where it rises. */
function crossingOf(points: readonly LoadPoint[], lightMs: number): number | null {
  const weights = points.map(({ requests }) => requests);
  const sum = (of: (point: LoadPoint) => number) =>
    points.reduce((total, point, i) => total + weights[i]! * of(point), 0);
  const speed = ({ logLatency }: LoadPoint) => lightMs * Math.exp(-logLatency);
  const weight = sum(() => 1);
  const [meanRate, meanSpeed] = [sum(({ ratePerSecond }) => ratePerSecond) / weight, sum(speed) / weight];
  const slope =
    sum((point) => (point.ratePerSecond - meanRate) * (speed(point) - meanSpeed)) /
    sum(({ ratePerSecond }) => (ratePerSecond - meanRate) ** 2);
  return slope < 0 ? meanRate + (1 / kneeFactor - meanSpeed) / slope : null;
}
