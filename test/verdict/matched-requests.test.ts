import { describe, expect, it } from 'vitest';
import { simulatePairs } from '../../bench/verdict/simulator/measurement.ts';
import { runsOfPairs } from '../../bench/verdict/simulated-runs.ts';
import type { Run } from '../../src/model/run.ts';
import type { MetricResult } from '../../src/model/verdict.ts';
import { BlockView } from '../../src/verdict/block-view.ts';
import { judgePaired } from '../../src/verdict/index.ts';
import { matchedLogRatios } from '../../src/verdict/matched-requests.ts';
import { seeded } from '../stats/draws.ts';
import type { ArmShape } from './runs.ts';
import { makeGate, makeRun } from './runs.ts';

const options = { gate: makeGate(), random: () => seeded(9) };

function results(base: Run, candidate: Run): MetricResult[] {
  return judgePaired(base, candidate, { ...options, plannedLooks: [base.blocks.length] }).metrics;
}

function find(from: readonly MetricResult[], id: string, className: string): MetricResult {
  return from.find((result) => result.id === id && result.class === className)!;
}

function arms(base: ArmShape, candidate: ArmShape): [Run, Run] {
  return [makeRun('base', base), makeRun('candidate', candidate)];
}

function withoutRequests(run: Run): Run {
  const copy = structuredClone(run);
  for (const block of copy.blocks) delete block.requests;
  return copy;
}

describe('request by request', () => {
  it('only the p50 of a single class is compared so, and each quantile says how it was compared', () => {
    const judged = results(...arms({ jitter: 0.1 }, { jitter: 0.1 }));
    const estimators = judged.map(({ id, class: name, estimator }) => `${id} ${name} ${estimator}`);
    expect(estimators).toEqual(
      expect.arrayContaining([
        'latency.p50 long matched-requests',
        'latency.p50 all block-quantiles',
        'latency.p95 long block-quantiles',
        'throughput all undefined',
        'error-rate all undefined',
      ]),
    );
  });

  it('tells the same change as the quantiles when everything is slower, and is surer of it', () => {
    const pairs = simulatePairs({
      seed: 41,
      model: 'llm',
      noise: 'quiet',
      effect: { kind: 'all', share: 0.1 },
      blockSeconds: 10,
      blocks: 36,
      starts: 6,
    });
    const { base, candidate } = runsOfPairs('llm', pairs);
    const matched = results(base, candidate);
    const quantiles = results(withoutRequests(base), withoutRequests(candidate));
    const width = ({ interval }: MetricResult) => interval![1] - interval![0];
    for (const name of ['short', 'medium', 'long']) {
      const [one, other] = [matched, quantiles].map((from) => find(from, 'ttft.p50', name)) as [
        MetricResult,
        MetricResult,
      ];
      expect([one.estimator, other.estimator]).toEqual(['matched-requests', 'block-quantiles']);
      expect(one.effect).toBeCloseTo(other.effect!, 1);
      expect(width(one)).toBeLessThan(0.9 * width(other));
      expect([one.base, one.candidate]).toEqual([other.base, other.candidate]);
    }
  });

  it.each<[string, (run: Run) => void]>([
    ['one block does not hold its requests', (run) => delete run.blocks[3]!.requests],
    [
      'one pair was under different schedules',
      (run) => (run.blocks[3]!.requests!.schedule = 'another schedule'),
    ],
  ])('is left for the quantiles in all pairs when %s', (_, change) => {
    const [base, candidate] = arms({ jitter: 0.1 }, { jitter: 0.1 });
    change(candidate);
    expect(find(results(base, candidate), 'latency.p50', 'long').estimator).toBe('block-quantiles');
  });

  it('leaves out requests that failed in either arm', () => {
    const [base, candidate] = arms({ jitter: 0, blocks: 1 }, { jitter: 0, blocks: 1, failing: () => 3 });
    const names = base.classes.map(({ name }) => name);
    const view = (run: Run) => new BlockView(run.blocks[0]!, names);
    const pair = { index: 0, base: view(base), candidate: view(candidate), invalid: null };
    const logRatios = matchedLogRatios(pair, 'long', 'latency')!;
    expect(logRatios.length).toBe(80 - 3);
    // The same inputs at the speeds of two blocks: one ratio, but for the rounding of the times.
    for (const logRatio of logRatios) expect(logRatio).toBeCloseTo(logRatios[0]!, 2);
    expect(matchedLogRatios(pair, 'long', 'ttft')).toBeNull();
    expect(matchedLogRatios(pair, 'no such class', 'latency')).toBeNull();
  });

  it('is not moved by a few requests that took far longer in one arm', () => {
    const [base, candidate] = arms({ jitter: 0.02 }, { jitter: 0.02 });
    const before = find(results(base, candidate), 'latency.p50', 'long').effect!;
    for (const { requests } of candidate.blocks)
      requests!.latencyMs = requests!.latencyMs.map((timeMs, i) => (i % 10 === 0 ? 50 * timeMs! : timeMs));
    const after = find(results(base, candidate), 'latency.p50', 'long').effect!;
    expect(Math.abs(after - before)).toBeLessThan(0.01);
  });

  it('merges pairs only where fewer than 3 requests of the class match, and says how many it needs', () => {
    const shape = { jitter: 0.05, blocks: 12 };
    const units = (requests: number) =>
      find(results(...arms({ ...shape, requests }, { ...shape, requests })), 'latency.p50', 'long');
    expect([units(15).units, units(10).units]).toEqual([12, 6]);
    expect(units(5)).toMatchObject({ result: 'insufficient', units: 4 });
    expect(units(5).reason).toBe(
      '12 pairs hold too few requests: it needs about 2 successful ones a block, or 18 pairs at this rate',
    );
  });

  it('gives mirrored numbers when the arms are swapped', () => {
    const [base, candidate] = arms({ jitter: 0.2 }, { jitter: 0.2, slower: { long: 1.1 } });
    const one = find(results(base, candidate), 'latency.p50', 'long');
    const other = find(results(candidate, base), 'latency.p50', 'long');
    expect(Math.log1p(other.effect!)).toBeCloseTo(-Math.log1p(one.effect!), 10);
  });
});

describe('the chance of a permutation', () => {
  it('depends on metric, class and pairs alone, not on what was judged before', () => {
    const shape = { blocks: 36, failing: (block: number) => (block % 2 === 0 ? 1 : 0) };
    const [base, candidate] = arms({ blocks: 36 }, shape);
    const asked: string[] = [];
    const random = (use: string) => {
      asked.push(use);
      return seeded([...use].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) | 0, 7));
    };
    const judge = (ids: Parameters<typeof makeGate>[0]) =>
      judgePaired(base, candidate, { gate: makeGate(ids), plannedLooks: [36], random });
    const alone = find(judge(['error-rate']).metrics, 'error-rate', 'all');
    const among = find(judge(['slow-rate', 'error-rate']).metrics, 'error-rate', 'all');
    expect(asked).toContain('error-rate all 36');
    expect(among.pAdjusted).toBeCloseTo(2 * alone.pAdjusted!, 10);
  });
});
