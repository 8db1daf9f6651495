import { describe, expect, it } from 'vitest';
import type { QuantileShift } from '../../src/model/report.ts';
import type { Run } from '../../src/model/run.ts';
import { judgePaired, quantileShifts } from '../../src/verdict/index.ts';
import { seeded } from '../stats/draws.ts';
import { makeGate, makeRun, slowAll } from './runs.ts';

const shiftsOf = (base: Run, candidate: Run, className: string): QuantileShift[] =>
  quantileShifts(base, candidate).find((shift) => shift.class === className)?.quantiles ?? [];

describe('the shift of each quantile', () => {
  it('is the same everywhere when all requests are slower by one factor', () => {
    const shifts = shiftsOf(makeRun('base'), makeRun('candidate', { slower: slowAll(1.2) }), 'all');
    expect(shifts.map(({ p }) => p)).toEqual([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]);
    for (const { change, interval } of shifts) {
      expect(change).toBeCloseTo(0.2, 1);
      expect(interval[0]).toBeLessThan(0.2);
      expect(interval[1]).toBeGreaterThan(0.2);
    }
  });

  it('tells that the upper quantiles alone moved when long inputs alone are slower', () => {
    const shifts = shiftsOf(makeRun('base'), makeRun('candidate', { slower: { long: 1.5 } }), 'all');
    const at = (p: number) => shifts.find((shift) => shift.p === p)!;
    expect(at(0.25).band[0]).toBeLessThan(0);
    expect(at(0.95).band[0]).toBeGreaterThan(0.3);
  });

  it('has at p95 and p99 the change and the interval of the verdict', () => {
    const base = makeRun('base', { blocks: 24 });
    // One look, so that both are made from all pairs.
    const candidate = { ...makeRun('candidate', { blocks: 24, slower: slowAll(1.1) }), plannedLooks: [24] };
    const { metrics } = judgePaired(base, candidate, { gate: makeGate(), random: () => seeded(9) });
    for (const p of [0.95, 0.99]) {
      const judged = metrics.find(({ id, class: name }) => id === `latency.p${100 * p}` && name === 'all')!;
      const shift = shiftsOf(base, candidate, 'all').find((other) => other.p === p)!;
      expect(shift.change).toBeCloseTo(judged.effect!, 12);
      expect(shift.interval[0]).toBeCloseTo(judged.interval![0], 12);
      expect(shift.units).toBe(judged.units);
    }
  });

  it('has a band that holds every interval of its class', () => {
    const shifts = quantileShifts(makeRun('base'), makeRun('candidate', { seed: 4 }));
    for (const { interval, band } of shifts.flatMap(({ quantiles }) => quantiles)) {
      expect(band[0]).toBeLessThanOrEqual(interval[0]);
      expect(band[1]).toBeGreaterThanOrEqual(interval[1]);
    }
  });

  it('leaves zero out of the band in at most 5 % of runs of one build', () => {
    const outside = Array.from({ length: 60 }, (_, run) => run).filter((seed) => {
      const [base, candidate] = (['base', 'candidate'] as const).map((arm) =>
        makeRun(arm, { seed: seed + 1, spread: 0.03, requests: 60 }),
      );
      return shiftsOf(base!, candidate!, 'all').some(({ band }) => band[0] > 0 || band[1] < 0);
    });
    // 3 of 60 are expected at most; more than 7 have a chance of 1 %.
    expect(outside.length).toBeLessThanOrEqual(7);
  });

  it('names all requests first, then each class', () => {
    const names = quantileShifts(makeRun('base'), makeRun('candidate')).map((shift) => shift.class);
    expect(names).toEqual(['all', 'short', 'medium', 'long']);
  });

  it.each([
    ['too few pairs', { blocks: 5 }],
    ['no valid block', { invalid: () => 'the generator was late' }],
    ['no success', { failing: () => 1000 }],
  ])('is empty with %s', (_, shape) => {
    expect(quantileShifts(makeRun('base'), makeRun('candidate', shape))).toEqual([]);
  });
});
