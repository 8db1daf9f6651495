import type { BehaviourChange, Characteristics, Estimate, SpikeTraits } from '../../model/characteristics.ts';
import type { Run } from '../../model/run.ts';
import { medianOf } from '../median.ts';
import { percentOf, twoDigits } from '../numbers.ts';

/** Fewer starts of an arm overlap by chance too often: all of 3 above all of 3 others comes by chance in 1 of 20. */
const fewestStarts = 3;
const slowerStart = 0.2;
/** A knee or capacity that is lower by less is within what such ramps tell. */
const lower = 0.1;
/** One spike each has no spread of its own, so the difference has to be large. */
const slowerRecovery = { times: 2, byMs: 2_000 };

/** Of both arms, what is drawn from each by itself. */
export interface TraitsOfArms {
  base: Characteristics;
  candidate: Characteristics;
}

/** What the arms take, each measured by itself: starts, the ramp, spikes. */
export function limitChanges(base: Run, candidate: Run, traits: TraitsOfArms): BehaviourChange[] {
  return [
    startChange(base, candidate),
    kneeChange(traits),
    capacityChange(traits),
    recoveryChange(traits),
  ].filter((change) => change !== null);
}

type Change = BehaviourChange | null;

/** All starts of the candidate took longer than all of the base. */
function startChange(base: Run, candidate: Run): Change {
  const [then, now] = [base, candidate].map(({ coldStarts }) => coldStarts.map(({ readyMs }) => readyMs)) as [
    number[],
    number[],
  ];
  if (Math.min(then.length, now.length) < fewestStarts || Math.min(...now) <= Math.max(...then)) return null;
  const [before, after] = [medianOf(then) ?? 0, medianOf(now) ?? 0];
  if (after < (1 + slowerStart) * before) return null;
  const times = [after, before].map((durationMs) => `${twoDigits(durationMs / 1000)} s`).join(' against ');
  return {
    code: 'slower-start',
    sentence: `a start takes ${percentOf(after / before - 1, false)} longer (${times})`,
  };
}

function kneeChange({ base, candidate }: TraitsOfArms): Change {
  const [then, now] = [base.ramp, candidate.ramp];
  if (!then || !now?.knee) return null;
  if (then.knee) {
    return isLower(now.knee, then.knee)
      ? { code: 'lower-knee', sentence: `latency bends at ${ratesOf(now.knee, then.knee)}` }
      : null;
  }
  const highest = then.highestPerSecond;
  if (!isLower(now.knee, { value: highest, interval: [highest, highest] })) return null;
  return {
    code: 'lower-knee',
    sentence: `latency bends at ${twoDigits(now.knee.value)} requests/s, and the base's not up to ${twoDigits(highest)}`,
  };
}

function capacityChange({ base, candidate }: TraitsOfArms): Change {
  const [then, now] = [base.capacity, candidate.capacity];
  // Where nobody saw the end of it, it may be anything above.
  if (!then || !now || now.atLeast || !isLower(now.ratePerSecond, then.ratePerSecond)) return null;
  const least = then.atLeast ? ' or more' : '';
  return {
    code: 'lower-capacity',
    sentence: `it handles ${ratesOf(now.ratePerSecond, then.ratePerSecond)}${least}`,
  };
}

/** Lower by enough, with intervals that do not meet. */
function isLower(now: Estimate, then: Estimate): boolean {
  if (!now.interval || !then.interval || now.value > (1 - lower) * then.value) return false;
  return now.interval[1] < then.interval[0];
}

const ratesOf = (now: Estimate, then: Estimate): string =>
  `${twoDigits(now.value)} requests/s against ${twoDigits(then.value)}`;

/** In one spike much slower, and in none faster. */
function recoveryChange({ base, candidate }: TraitsOfArms): Change {
  const both = (candidate.spikes ?? []).flatMap((now) => {
    const then = base.spikes?.find(({ height }) => height === now.height);
    return then ? [{ now, then }] : [];
  });
  const slower = both.find(({ now, then }) => recoversSlower(now, then));
  if (!slower || both.some(({ now, then }) => recoversSlower(then, now))) return null;
  const { now, then } = slower;
  const after =
    now.recoveryMs === null ? `not within ${seconds(now.watchedMs)}` : `in ${seconds(now.recoveryMs)}`;
  return {
    code: 'slower-recovery',
    sentence: `it recovers from a spike to ${percentOf(now.height, false)} ${after} against ${seconds(then.recoveryMs ?? 0)}`,
  };
}

function recoversSlower(now: SpikeTraits, then: SpikeTraits): boolean {
  if (then.recoveryMs === null) return false;
  const beyondMs = Math.max(slowerRecovery.times * then.recoveryMs, then.recoveryMs + slowerRecovery.byMs);
  return (now.recoveryMs ?? now.watchedMs) >= beyondMs;
}

const seconds = (durationMs: number): string => `${twoDigits(durationMs / 1000)} s`;
