import { describe, expect, it } from 'vitest';
import type { MetricResult, Verdict } from '../../src/model/verdict.ts';
import { sentenceOf, sloSentence, verdictSentence } from '../../src/verdict/index.ts';

const plain: MetricResult = {
  id: 'latency.p95',
  class: 'all',
  result: 'regressed',
  gated: true,
  base: 100,
  candidate: 114,
  effect: 0.14,
  interval: [0.09, 0.19],
  tolerance: 0.1,
  mde: 0.07,
  pAdjusted: 0.0001,
  units: 12,
  reason: '',
};

const rows: [Partial<MetricResult>, string][] = [
  [
    { class: 'long' },
    'p95 latency of long inputs is 14 % slower (95 % interval 9 to 19 %), beyond the tolerance of 10 %',
  ],
  [
    { id: 'throughput', effect: -0.12, interval: [-0.151, -0.083], tolerance: 0.05 },
    'throughput is 12 % lower (95 % interval 8.3 to 15 %), beyond the tolerance of 5 %',
  ],
  [
    { id: 'error-rate', effect: 0.011, interval: [0.006, 0.016], tolerance: 0.002 },
    'error rate is 1.1 points higher (95 % interval 0.6 to 1.6 points), beyond the tolerance of 0.2 points',
  ],
  [
    { id: 'slow-rate', effect: 0.01, interval: [0.004, 0.016], tolerance: 0.002 },
    'slow requests are 1 point higher (95 % interval 0.4 to 1.6 points), beyond the tolerance of 0.2 points',
  ],
  [
    { id: 'cold-start', effect: 1.02, interval: [0.8, 1.3], tolerance: 0.2 },
    'cold start is 102 % slower (95 % interval 80 to 130 %), beyond the tolerance of 20 %',
  ],
  [
    { id: 'ttft.p50', result: 'improved', effect: -0.2, interval: [-0.24, -0.16] },
    'p50 TTFT is 20 % faster (95 % interval 16 to 24 %)',
  ],
  [
    { id: 'tpot.p50', result: 'unchanged', effect: 0.004, interval: [-0.012, 0.02] },
    'p50 TPOT is unchanged: 0.4 % slower (95 % interval 1.2 % faster to 2 % slower)',
  ],
  [
    { result: 'inconclusive', effect: 0.03, interval: [-0.2, 0.3], reason: 'more pairs would help' },
    'p95 latency is undecided: 3 % slower (95 % interval 20 % faster to 30 % slower); more pairs would help',
  ],
  [
    { result: 'incomparable', effect: null, interval: null, reason: 'measured in neither arm' },
    'p95 latency cannot be compared: measured in neither arm',
  ],
  [
    { result: 'insufficient', effect: null, interval: null, reason: 'it needs 300 requests a block' },
    'p95 latency cannot be judged: it needs 300 requests a block',
  ],
];

const verdict = (
  verdict: Verdict['verdict'],
  metrics: Partial<MetricResult>[],
  more: Partial<Verdict> = {},
) => ({
  schema: 'sluice.verdict/1' as const,
  verdict,
  mode: 'paired' as const,
  looks: [],
  plannedLooks: 5,
  pairsUsed: 12,
  metrics: metrics.map((part) => ({ ...plain, ...part })),
  slo: [],
  reasons: [],
  warnings: [],
  ...more,
});

describe('the words of a result', () => {
  it.each(rows)('%j', (part, sentence) => {
    expect(sentenceOf({ ...plain, ...part })).toBe(sentence);
  });

  it('name the class when some classes alone regressed', () => {
    const results: Partial<MetricResult>[] = [
      { id: 'latency.p95' },
      { id: 'latency.p50', class: 'short', result: 'unchanged' },
      { id: 'latency.p50', class: 'long', effect: 0.3, interval: [0.25, 0.35], tolerance: 0.05 },
    ];
    expect(verdictSentence(verdict('fail', results))).toBe(
      'p50 latency of long inputs is 30 % slower (95 % interval 25 to 35 %), beyond the tolerance of 5 %; 1 more metric regressed.',
    );
  });

  it('name the metric over all when every class regressed', () => {
    const results: Partial<MetricResult>[] = [
      { id: 'latency.p95' },
      { id: 'latency.p50', class: 'short' },
      { id: 'latency.p50', class: 'long', effect: 0.3 },
    ];
    expect(verdictSentence(verdict('fail', results))).toMatch(/^p95 latency is 14 % slower/);
  });

  it('say of a pass how bad it may still be', () => {
    const results: Partial<MetricResult>[] = [
      { result: 'unchanged', effect: 0.004, interval: [-0.012, 0.02] },
      { id: 'throughput', result: 'unchanged', effect: 0, interval: [-0.013, 0.013] },
      { id: 'error-rate', result: 'unchanged', effect: 0, interval: [-0.001, 0.001] },
    ];
    expect(verdictSentence(verdict('pass', results))).toBe(
      'No regression; at worst (95 % intervals) p95 latency 2 % slower, throughput 1.3 % lower, error rate 0.1 points higher.',
    );
  });

  it('give the first reason where there is no verdict', () => {
    const reasons = [{ code: 'no-baseline', message: 'there is no baseline to compare with yet' }];
    expect(verdictSentence(verdict('inconclusive', [], { reasons }))).toBe(
      'No verdict: there is no baseline to compare with yet.',
    );
    expect(verdictSentence(verdict('invalid', [], { reasons }))).toMatch(/^The measurement is invalid: /);
  });

  it('tell an absolute limit with the value, its interval and how sure it is', () => {
    const p99 = { id: 'latency.p99', limit: 500, interval: null, certain: true } as const;
    expect(sloSentence({ ...p99, value: 731.24, met: false, interval: [702.4, 768.1] })).toBe(
      'p99 latency is 731 ms (95 % interval 702 to 768 ms), over the limit of 500 ms',
    );
    expect(sloSentence({ ...p99, value: 490, met: true, interval: [460, 512], certain: false })).toBe(
      'p99 latency is 490 ms (95 % interval 460 to 512 ms), within the limit of 500 ms, though not for certain',
    );
    expect(sloSentence({ ...p99, id: 'error-rate', limit: 0.001, value: 0.0125, met: false })).toBe(
      'error rate is 1.25 %, over the limit of 0.1 %',
    );
    expect(sloSentence({ ...p99, id: 'throughput', limit: 20, value: 24, met: true })).toBe(
      'throughput is 24 requests/s, above the limit of 20 requests/s',
    );
    expect(
      sloSentence({ ...p99, id: 'ttft.p95', limit: 2000, value: null, met: false, certain: false }),
    ).toBe('p95 TTFT has a limit of 2000 ms but was not measured');
  });
});
