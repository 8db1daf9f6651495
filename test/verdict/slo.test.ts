import { describe, expect, it } from 'vitest';
import type { MetricId } from '../../src/model/metric.ts';
import type { SloLimit } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import { judgeBaseline, judgeLimits, judgeSlo } from '../../src/verdict/index.ts';
import type { ArmShape } from './runs.ts';
import { makeGate, makeRun } from './runs.ts';

const run = (shape: ArmShape = {}): Run => makeRun('candidate', { blocks: 24, ...shape });
const of = (metric: MetricId, limit: number): SloLimit => ({ metric, limit });
const judge = (limit: SloLimit, candidate = run()) => judgeSlo(candidate, [limit])[0]!;

describe('an absolute limit', () => {
  it.each<[metric: MetricId, limit: number, met: boolean, certain: boolean]>([
    ['latency.p50', 40, true, true],
    ['latency.p50', 5, false, true],
    ['throughput', 60, true, true],
    ['throughput', 120, false, true],
    ['error-rate', 0.01, true, true],
    ['error-rate', 0.0001, true, false],
    ['cold-start', 5000, true, true],
    ['cold-start', 1100, true, false],
    ['slow-rate', 0.01, false, false],
  ])('on %s of %d: met %s, for certain %s', (metric, limit, met, certain) => {
    expect(judge(of(metric, limit))).toMatchObject({ met, certain });
  });

  it('has the value inside its interval, and is not certain with the limit inside', () => {
    const { value, interval } = judge(of('latency.p95', 100));
    const [low, high] = interval!;
    expect(low).toBeLessThan(value!);
    expect(high).toBeGreaterThan(value!);
    for (const limit of [low, high].map((end) => (end + value!) / 2))
      expect(judge(of('latency.p95', limit))).toMatchObject({ met: limit > value!, certain: false });
    expect(judge(of('latency.p95', high + 0.1))).toMatchObject({ met: true, certain: true });
  });

  it('is less sure where the blocks differ, however many requests they have', () => {
    const width = (shape: ArmShape) => {
      const [low, high] = judge(of('latency.p95', 100), run(shape)).interval!;
      return Math.log(high / low);
    };
    expect(width({ spread: 0.3 })).toBeGreaterThan(2 * width({ spread: 0.01 }));
  });

  it('of p99 has no interval with few requests; what all of them miss is missed for certain all the same', () => {
    const few = run({ blocks: 6, requests: 20 });
    expect(judge(of('latency.p99', 500), few)).toMatchObject({ met: true, interval: null, certain: false });
    expect(judge(of('latency.p99', 5), few)).toMatchObject({ met: false, interval: null, certain: true });
  });
});

it('a limit that is missed fails a gate without any baseline, and those that are met do not make it pass', () => {
  const screen = (limit: SloLimit) => judgeBaseline([], run(), { gate: makeGate(), slo: [limit] });
  const missed = screen(of('latency.p50', 5));
  expect([missed.verdict, missed.reasons.map(({ code }) => code)]).toEqual([
    'fail',
    ['slo-violated', 'no-baseline'],
  ]);
  expect(screen(of('latency.p50', 40)).verdict).toBe('inconclusive');
});

describe('a gate by limits alone', () => {
  const verdictOf = (limits: SloLimit[], shape: ArmShape = {}) => judgeLimits(run(shape), limits);

  it('passes when every limit is met for certain, and tells the values', () => {
    const verdict = verdictOf([of('latency.p95', 300), of('error-rate', 0.01)]);
    expect([verdict.verdict, verdict.mode]).toEqual(['pass', 'slo']);
    expect(verdict.sentence).toMatch(
      /^All 2 limits are met: p95 latency is \d+ ms \(95 % interval [\d.]+ to [\d.]+ ms\), within the limit of 300 ms; error rate is 0 %/,
    );
  });

  it('fails when one is missed for certain, and names it first', () => {
    const verdict = verdictOf([of('latency.p50', 40), of('latency.p95', 50)]);
    expect(verdict.verdict).toBe('fail');
    expect(verdict.reasons[0]).toMatchObject({ code: 'slo-violated' });
    expect(verdict.sentence).toMatch(/^p95 latency is .* over the limit of 50 ms\.$/);
  });

  it('has no verdict where one is not certain, and tells what would help', () => {
    const { value } = judge(of('latency.p95', 1));
    const verdict = verdictOf([of('latency.p50', 40), of('latency.p95', value! * 1.005)]);
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict.reasons[0]!.code).toBe('slo-uncertain');
    expect(verdict.reasons[0]!.message).toMatch(/longer blocks|too close to its limit/);
    const few = verdictOf([of('latency.p99', 500)], { blocks: 6, requests: 20 });
    expect(few.reasons.map(({ message }) => message).join()).toContain('at least 368 requests');
    const unlike = verdictOf([of('latency.p95', 1e7)], { blocks: 6, spread: 2 });
    expect(unlike.reasons.map(({ message }) => message).join()).toMatch(
      /, though not for certain; some blocks .* all \d+ requests are worth fewer than the 72 independent ones/,
    );
  });

  it('bounds errors where no limit does: a server that fails does not pass by its good answers', () => {
    const verdict = verdictOf([of('latency.p50', 40)], { failing: () => 40 });
    expect(verdict.verdict).toBe('fail');
    expect(verdict.sentence).toMatch(/^Error rate is 30 % .* over the limit of 1 %/);
  });

  it('never passes on nothing', () => {
    expect(judgeLimits(run(), []).verdict).toBe('invalid');
    expect(verdictOf([of('latency.p50', 40)], { blocks: 0 }).verdict).toBe('invalid');
    const unmeasured = verdictOf([of('latency.p50', 40), of('ttft.p95', 500)]);
    expect([unmeasured.verdict, unmeasured.reasons[0]!.code]).toEqual(['invalid', 'slo-unmeasured']);
    const broken = verdictOf([of('latency.p50', 40)], { invalid: () => 'the generator was the bottleneck' });
    expect([broken.verdict, broken.reasons[0]!.code]).toEqual(['invalid', 'generator-bound']);
  });
});
