import { describe, expect, it } from 'vitest';
import type { BaselineChange } from '../../bench/verdict/baseline-cell.ts';
import { historyPoolFor, runBaselineCell } from '../../bench/verdict/baseline-cell.ts';
import { makeCells } from '../../bench/verdict/cells.ts';
import { runCell } from '../../bench/verdict/run-cell.ts';
import type { Effect } from '../../bench/verdict/simulator/effects.ts';
import { simulatePairs } from '../../bench/verdict/simulator/measurement.ts';
import type { NoiseName } from '../../bench/verdict/simulator/noise.ts';
import type { ModelName } from '../../bench/verdict/simulator/workloads.ts';
import { percentWithError } from '../../bench/verdict/table.ts';

// Requests, sums of latencies of base and candidate, successes of the third of three pairs, from the simulator that the
// procedure was found with. The published error rates hold only for the same stream of chance.
const known: [ModelName, NoiseName, Effect, number, number, number, number][] = [
  ['cpu', 'hosted', { kind: 'all', share: 0.1 }, 320, 9269.34102943763, 11859.775681451045, 317],
  ['batch', 'noisy', { kind: 'stall', share: 0.5 }, 465, 21537.045359512023, 42210.333017196295, 461],
  ['llm', 'quiet', { kind: 'tpot', share: 0.1 }, 36, 40126.10688535317, 44839.86928841053, 36],
];

describe('the simulator', () => {
  it.each(known)(
    'gives the known case of %s, %s, %j',
    (model, noise, effect, requests, base, candidate, ok) => {
      const settings = {
        seed: 4711,
        blockSeconds: 5,
        blocks: 3,
        starts: 3,
        errorShare: 0.01,
        errorCluster: 2,
      };
      const pair = simulatePairs({ ...settings, model, noise, effect })[2]!;
      const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
      expect(pair.base.latencyMs.length).toBe(requests);
      expect(sum(pair.base.latencyMs)).toBeCloseTo(base, 6);
      expect(sum(pair.candidate.latencyMs)).toBeCloseTo(candidate, 6);
      expect(sum(pair.candidate.ok)).toBe(ok);
    },
  );

  it('runs a few cases of a campaign as expected: no alarm on A/A, always one on +20 %', () => {
    const cells = makeCells(['cpu'], ['hosted']);
    const [same, , slower] = cells;
    expect(runCell(same!, 4, 3).verdicts.fail).toBe(0);
    expect(runCell(slower!, 4, 3).verdicts.fail).toBe(4);
  });

  it('screens a few candidates against earlier runs: no alarm on A/A, always one when p95 doubles', () => {
    const [model, noise] = ['llm', 'quiet'] as const;
    const pool = historyPoolFor(model, noise, 3, 4);
    const fails = (change: BaselineChange) =>
      runBaselineCell({ model, noise, change }, pool, [3], 2, 3).map(({ verdicts }) => verdicts.fail);
    expect(fails('A/A')).toEqual([0, 0]);
    expect(fails('p95 x2')).toEqual([2, 2]);
  });

  it('makes some requests late and leaves the others as they are', () => {
    const settings = { seed: 7, model: 'cpu', noise: 'none', blockSeconds: 5, blocks: 1, starts: 1 } as const;
    const [plain] = simulatePairs(settings);
    const [late] = simulatePairs({ ...settings, effect: { kind: 'late', share: 0.02 } });
    const added = late!.candidate.latencyMs.map((ms, i) => Math.round(ms - plain!.candidate.latencyMs[i]!));
    expect(new Set(added)).toEqual(new Set([0, 2000]));
    expect(late!.base.latencyMs).toEqual(plain!.base.latencyMs);
  });

  it('tells its Monte Carlo error', () => {
    expect(percentWithError(50, 100)).toBe('50 ± 5');
    expect(percentWithError(0, 600)).toBe('0 ± 0.1');
  });
});
