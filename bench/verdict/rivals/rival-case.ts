import type { Cell } from '../cells.ts';
import { caseSeedOf, pairsOfCase, usualErrorShare } from '../run-cell.ts';
import { blockSeconds, mostPairs } from '../settings.ts';
import type { SimulatedBlock } from '../simulator/block.ts';
import type { Effect } from '../simulator/effects.ts';
import { noEffect } from '../simulator/effects.ts';
import { drawn } from '../simulator/drawn.ts';
import type { SimulatedPair } from '../simulator/measurement.ts';
import { simulatePhases } from '../simulator/phases.ts';
import { RandomStream } from '../simulator/random-stream.ts';
import { p95Of } from './measured.ts';

/** Everything that the methods see of one simulated pull request. Numbers are p95 latencies in milliseconds. */
export interface RivalCase {
  caseSeed: number;
  /** The pairs of Sluice's gate. */
  pairs: SimulatedPair[];
  /** Earlier runs of the base, each on another machine, the latest last. */
  history: number[];
  /** One run of the candidate on a machine of its own. */
  alone: number;
  /** Base first, candidate second, on one machine. */
  sequence: { base: SimulatedBlock[]; candidate: SimulatedBlock[] };
  /** Ten short runs of the base, then ten of the candidate, on one machine. */
  runs: { base: number[]; candidate: number[] };
  /** The same, one of each in turn. */
  runsInTurn: { base: number[]; candidate: number[] };
}

export const historyRuns = 10;
export const runsOfASide = 10;
/** So many earlier runs are simulated for a model and noise; each case draws its ten from them. */
const historyPool = 200;

/** p95 of earlier runs of the base, each on another machine. */
export function historyPoolOf(cell: Cell, seed: number): number[] {
  return Array.from({ length: historyPool }, (_, i) => {
    const [blocks] = phasesOf(cell, seed, seed * 7919 + 13 * i, [noEffect], mostPairs);
    return p95Of(blocks!);
  });
}

/** Cases are those of the campaign with the same seed; what other methods measure has streams of its own. */
export function rivalCase(cell: Cell, pool: readonly number[], seed: number, index: number): RivalCase {
  const caseSeed = caseSeedOf(seed, index);
  const { effect } = cell;
  const stream = (use: number): number => caseSeed ^ (0x51ed270b * use);
  const long = (use: number, effects: Effect[]) => phasesOf(cell, seed, stream(use), effects, mostPairs);
  const [alone] = long(1, [effect]);
  const [base, candidate] = long(2, [noEffect, effect]);
  return {
    caseSeed,
    pairs: pairsOfCase(cell, caseSeed),
    history: drawn(pool, historyRuns, new RandomStream(stream(3))),
    alone: p95Of(alone!),
    sequence: { base: base!, candidate: candidate! },
    runs: shortRuns(cell, seed, stream(4), (run) => run >= runsOfASide),
    // Every second pair the other way round, like Sluice's pairs.
    runsInTurn: shortRuns(cell, seed, stream(5), (run) => run % 4 === 1 || run % 4 === 2),
  };
}

/** Twenty runs that together are under load as long as the longest gate. */
function shortRuns(cell: Cell, seed: number, stream: number, isCandidate: (run: number) => boolean) {
  const effects = Array.from({ length: 2 * runsOfASide }, (_, run) =>
    isCandidate(run) ? cell.effect : noEffect,
  );
  const numbers = phasesOf(cell, seed, stream, effects, 1, shortRunSeconds(cell.model)).map(p95Of);
  return {
    base: numbers.filter((_, run) => !isCandidate(run)),
    candidate: numbers.filter((_, run) => isCandidate(run)),
  };
}

export const shortRunSeconds = (model: Cell['model']): number =>
  (mostPairs * blockSeconds(model)) / runsOfASide;

function phasesOf(
  { model, noise }: Cell,
  traceSeed: number,
  seed: number,
  effects: Effect[],
  blocks: number,
  seconds = blockSeconds(model),
): SimulatedBlock[][] {
  return simulatePhases({
    ...{ seed, model, noise, effects, blocks, traceSeed },
    blockSeconds: seconds,
    errorShare: usualErrorShare,
  });
}
