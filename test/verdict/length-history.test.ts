import { describe, expect, it } from 'vitest';
import { judgeBaseline, runStatistics } from '../../src/verdict/index.ts';
import { makeGate, makeRun, slowAll } from './runs.ts';
import type { ArmShape } from './runs.ts';

const gate = makeGate(['latency.p50', 'latency.p95', 'ttft.p50', 'throughput']);
/** Output tokens of each request in each earlier run, and now; null where the server does not tell. */
function screen(lengths: (number | null)[], now: number | null, shape: ArmShape = {}) {
  const run = (arm: 'base' | 'candidate', seed: number, tokens: number | null, more: ArmShape = {}) =>
    makeRun(arm, { seed, withTtft: true, ...(tokens === null ? {} : { outputTokens: tokens }), ...more });
  const history = lengths.map((tokens, i) => runStatistics(run('base', i + 1, tokens)));
  return judgeBaseline(history, run('candidate', 99, now, shape), { gate });
}

describe('output lengths against committed baselines', () => {
  it('are kept with a run by class, where the server tells of tokens', () => {
    expect(runStatistics(makeRun('base', { outputTokens: 50 })).outputLengths).toEqual(
      ['all', 'short', 'medium', 'long'].map((name) => ({ class: name, meanTokens: 50 })),
    );
    expect(runStatistics(makeRun('base'))).not.toHaveProperty('outputLengths');
  });

  it.each<[string, (number | null)[], number | null]>([
    ['nobody tells', [null, null, null], null],
    ['only the run tells', [null, null, null], 50],
    ['only the history tells', [50, 50, 50], null],
    ['they differ by 8 %', [50, 50, 50], 54],
  ])('change nothing where %s', (_, lengths, now) => {
    const verdict = screen(lengths, now);
    expect(verdict.verdict).toBe('pass');
    expect(verdict.warnings.join()).not.toContain('tokens');
  });

  it.each<[number, string, string]>([
    [70, 'longer-answers', 'are 40 % longer on average (70 tokens against 50 in 3 earlier runs)'],
    [40, 'shorter-answers', 'are 20 % shorter on average (40 tokens against 50 in 3 earlier runs)'],
  ])('of %i tokens instead of 50 make the times of whole answers incomparable', (now, code, words) => {
    const verdict = screen([50, 50, 50], now, { slower: slowAll(3) });
    const find = (id: string) =>
      verdict.metrics.find((metric) => metric.id === id && metric.class === 'all')!;
    for (const id of ['latency.p50', 'latency.p95']) {
      expect(find(id).result).toBe('incomparable');
      expect(find(id).reason).toContain(words);
    }
    expect(find('throughput').result).toBe('unchanged');
    expect(find('ttft.p50').result).toBe('regressed');
    expect(verdict.verdict).toBe('fail');
    const alone = screen([50, 50, 50], now);
    expect([alone.verdict, alone.reasons[0]!.code]).toEqual(['inconclusive', code]);
  });

  it('leave out the runs that differ, and judge by the others', () => {
    const verdict = screen([120, 50, 51, 49], 50);
    expect(verdict.verdict).toBe('pass');
    expect(verdict.metrics.find(({ id }) => id === 'latency.p50')!.units).toBe(3);
    expect(verdict.metrics.find(({ id }) => id === 'ttft.p50')!.units).toBe(4);
    expect(verdict.warnings.join()).toContain(
      'an answer has 50 tokens on average, and 120 in 1 of 4 earlier runs; those are left out for latency',
    );
  });
});
