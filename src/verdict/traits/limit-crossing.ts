import { isotonicRegression } from '../../stats/isotonic.ts';

/** What was measured under one load, on a scale on which a line between two loads is fair. */
export interface LoadLevel {
  load: number;
  level: number;
  /** 95 % bounds; infinite where there are none. */
  low: number;
  high: number;
  /** Above 0. */
  weight: number;
}

/** A load, with what the bounds of the levels leave of doubt about it. */
export interface Crossing {
  load: number;
  low: number;
  high: number;
  /** The level stays within the limit up to the highest load, which is `load` then. */
  never: boolean;
}

/**
 * The highest load at which a level that never falls as load rises is within its limit: between the last load that is and
 * the first that is not, on a line. Levels are smoothed by isotonic regression; a lower bound holds for every higher load
 * too, and an upper bound for every lower one, so that few requests at a low load take nothing away. 0 where the lowest
 * load is beyond the limit.
 * @param levels ascending by load, at least one
 */
export function limitCrossing(levels: readonly LoadLevel[], limit: number): Crossing {
  const loads = levels.map(({ load }) => load);
  const fit = isotonicRegression(
    levels.map(({ level }) => level),
    levels.map(({ weight }) => weight),
  );
  const load = lastWithin(loads, fit, limit, 0);
  return {
    load,
    low: Math.min(load, lastWithin(loads, highsFromAbove(levels), limit, 0)),
    high: Math.max(load, lastWithin(loads, lowsFromBelow(levels), limit, 1)),
    never: fit.at(-1)! <= limit,
  };
}

/** @param share of the way to the first load beyond, where one of the two levels has no number */
function lastWithin(
  loads: readonly number[],
  levels: readonly number[],
  limit: number,
  share: 0 | 1,
): number {
  const beyond = levels.findIndex((level) => level > limit);
  if (beyond === -1) return loads.at(-1)!;
  if (beyond === 0) return 0;
  const [below, above] = [levels[beyond - 1]!, levels[beyond]!];
  const way = Number.isFinite(below) && Number.isFinite(above) ? (limit - below) / (above - below) : share;
  return loads[beyond - 1]! + way * (loads[beyond]! - loads[beyond - 1]!);
}

function lowsFromBelow(levels: readonly LoadLevel[]): number[] {
  let most = -Infinity;
  return levels.map(({ low }) => (most = Math.max(most, low)));
}

function highsFromAbove(levels: readonly LoadLevel[]): number[] {
  let least = Infinity;
  return levels
    .toReversed()
    .map(({ high }) => (least = Math.min(least, high)))
    .reverse();
}
