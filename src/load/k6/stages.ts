import { engineFault } from '../engine-fault.ts';

/** One stage of k6's `ramping-arrival-rate`. */
export interface Stage {
  /** As Go writes it: `1500ns`. */
  duration: string;
  /** Iterations per `timeUnit`, a whole number. */
  target: number;
}

export interface StagedSchedule {
  stages: Stage[];
  /** When k6 starts iteration i by these stages, to the nanosecond: milliseconds from the start of the scenario. */
  dueAtMs: Float64Array;
}

/** So long that a rate as a whole number is exact to a thousandth of a request over an hour. */
export const timeUnit = '1000h';
const timeUnitNs = 1000 * 3600 * 1e9;
/** k6 computes them as it goes; each VU reads them once. */
const mostStages = 4000;
/** Two requests that are due at once. */
const shortestStageNs = 1000;
/** k6 stops starting iterations when the stages are over, by a clock that runs a little ahead of them. */
const tail: Stage = { duration: '2s', target: 0 };

/**
 * An absolute schedule as stages of constant rate. A stage begins by a jump and ends when a request is due: it holds that one,
 * or in a schedule of more than 4,000 as many as are needed, which then come evenly spaced. So totals are exact, and every
 * due time is known before k6 runs.
 */
export function stageSchedule(dueAtMs: Float64Array): StagedSchedule {
  const perStage = Math.ceil(dueAtMs.length / mostStages);
  const holds: Hold[] = [];
  let endedNs = 0;
  for (let first = 0; first < dueAtMs.length; first += perStage) {
    const requests = Math.min(perStage, dueAtMs.length - first);
    const dueNs = Math.round((dueAtMs[first + requests - 1] as number) * 1e6);
    const durationNs = Math.max(shortestStageNs, dueNs - endedNs);
    endedNs += durationNs;
    holds.push({ durationNs, target: Math.round((requests * timeUnitNs) / durationNs) });
  }
  const last = holds.at(-1);
  // Half a request more, so that rounding cannot cost the last one.
  if (last) holds.push({ durationNs: Math.ceil(timeUnitNs / (2 * last.target)), target: last.target });
  const due = arrivalsOf(holds);
  if (due.length !== dueAtMs.length)
    throw engineFault(`The stages hold ${due.length} requests, and ${dueAtMs.length} were asked.`);
  return { stages: [...holds.flatMap(written), { duration: '0s', target: 0 }, tail], dueAtMs: due };
}

/** A constant rate for a time. */
interface Hold {
  durationNs: number;
  target: number;
}

const written = ({ durationNs, target }: Hold): Stage[] => [
  { duration: '0s', target },
  { duration: `${durationNs}ns`, target },
];

/**
 * When k6 starts iterations, by its own arithmetic (`RampingArrivalRateConfig.cal`, lib/executor/ramping_arrival_rate.go): the
 * same operations on the same doubles, iteration i where the area under the rate reaches i + 1. Execution segments deal out
 * these same times in turn.
 */
function arrivalsOf(holds: readonly Hold[]): Float64Array {
  const dueMs: number[] = [];
  let [stageStartNs, doneSoFar, endCount, next] = [0, 0, 0, 1];
  for (const { durationNs, target } of holds) {
    const ratePerNs = target / timeUnitNs;
    endCount += durationNs * ratePerNs;
    for (; next <= endCount; next++)
      dueMs.push((Math.trunc((next - doneSoFar) / ratePerNs) + stageStartNs) / 1e6);
    doneSoFar = endCount;
    stageStartNs += durationNs;
  }
  return Float64Array.from(dueMs);
}
