import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/model/run.ts';
import type { MetricResult, Verdict } from '../../src/model/verdict.ts';
import { areInterleaved, judgePaired, lookAt, planLooks } from '../../src/verdict/index.ts';
import { seeded } from '../stats/draws.ts';
import type { ArmShape } from './runs.ts';
import { makeGate, makeRun, slowAll } from './runs.ts';

function judge(base: ArmShape, candidate: ArmShape, gate = makeGate()): Verdict {
  return judgePaired(makeRun('base', base), makeRun('candidate', candidate), {
    gate,
    random: () => seeded(9),
  });
}

function find(verdict: Verdict, id: string, className = 'all'): MetricResult {
  return verdict.metrics.find((result) => result.id === id && result.class === className)!;
}

const codes = (verdict: Verdict): string[] => verdict.reasons.map(({ code }) => code);

describe('the paired gate', () => {
  it('passes when nothing changed', () => {
    const verdict = judge({}, {});
    expect(verdict.verdict).toBe('pass');
    expect(verdict.metrics.filter(({ gated }) => gated).map(({ result }) => result)).toEqual(
      Array.from({ length: 9 }, () => 'unchanged'),
    );
  });

  it('fails when everything is 20 % slower, with the effect inside its interval', () => {
    const verdict = judge({}, { slower: slowAll(1.2) });
    expect(verdict.verdict).toBe('fail');
    const p95 = find(verdict, 'latency.p95');
    expect(p95.result).toBe('regressed');
    expect(p95.effect).toBeCloseTo(0.2, 1);
    expect(p95.interval![0]).toBeLessThan(0.2);
    expect(p95.interval![1]).toBeGreaterThan(0.2);
    expect(p95.candidate! / p95.base!).toBeCloseTo(1 + p95.effect!, 1);
  });

  it('names the class when the long inputs alone are slower', () => {
    const verdict = judge({}, { slower: { long: 1.3 } });
    expect(verdict.verdict).toBe('fail');
    expect(verdict.sentence).toMatch(/^p50 latency of long inputs is 30 % slower/);
    expect(find(verdict, 'latency.p50', 'short').result).toBe('unchanged');
  });

  it('tells an improvement and passes', () => {
    const verdict = judge({}, { slower: slowAll(0.8) });
    expect(verdict.verdict).toBe('pass');
    expect(find(verdict, 'latency.p50').result).toBe('improved');
    expect(codes(verdict)).toContain('improved');
  });

  it('takes both keys: a sure change within the tolerance is no regression', () => {
    const verdict = judge(
      { spread: 0.001, blocks: 36 },
      { spread: 0.001, blocks: 36, slower: slowAll(1.04) },
    );
    expect(verdict.verdict).toBe('pass');
    expect(find(verdict, 'latency.p50').effect).toBeCloseTo(0.04, 2);
  });

  it('is inconclusive on a machine that is too noisy, and says what it could have seen', () => {
    const verdict = judge({ spread: 0.5 }, { spread: 0.5 });
    expect(verdict.verdict).toBe('inconclusive');
    expect(codes(verdict)[0]).toBe('too-noisy');
    expect(find(verdict, 'latency.p50').mde).toBeGreaterThan(0.1);
    expect(find(verdict, 'latency.p50').reason).toMatch(/a pair varies by/);
    expect(verdict.sentence).toMatch(/too noisy/);
  });

  it('gives mirrored numbers when the arms are swapped', () => {
    const [a, b] = [makeRun('base'), makeRun('candidate', { slower: slowAll(1.1) })];
    const options = { gate: makeGate(['latency.p50']), plannedLooks: [12], random: () => seeded(1) };
    const one = find(judgePaired(a, b, options), 'latency.p50');
    const other = find(judgePaired(b, a, options), 'latency.p50');
    expect(Math.log1p(other.effect!)).toBeCloseTo(-Math.log1p(one.effect!), 10);
    expect(Math.log1p(other.interval![0])).toBeCloseTo(-Math.log1p(one.interval![1]), 10);
  });

  it('does not care for the unit of time', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 50, noNaN: true }), (factor) => {
        const options = { gate: makeGate(['latency.p50', 'latency.p95']), random: () => seeded(1) };
        const plain = judgePaired(makeRun('base'), makeRun('candidate'), options);
        const scaled = judgePaired(
          scale(makeRun('base'), factor),
          scale(makeRun('candidate'), factor),
          options,
        );
        plain.metrics.forEach((result, i) =>
          expect(scaled.metrics[i]!.effect).toBeCloseTo(result.effect!, 10),
        );
      }),
      { numRuns: 10 },
    );
  });

  it('is the same with every planned look in turn as with all stored pairs at once', () => {
    const shape = { blocks: 36, spread: 0.06 };
    const base = makeRun('base', { ...shape, failing: (block) => (block + 1) % 2 });
    const candidate = makeRun('candidate', {
      ...shape,
      slower: slowAll(1.1),
      failing: (block) => block % 2,
    });
    const plannedLooks = planLooks(36);
    const random = (use: string) =>
      seeded([...use].reduce((sum, letter) => 31 * sum + letter.charCodeAt(0), 2) % 1e9);
    const stored = judgePaired(base, candidate, { gate: makeGate(), plannedLooks, random });
    for (const [lookNumber, pairs] of plannedLooks.entries()) {
      const first = (run: Run) => ({ ...run, blocks: run.blocks.slice(0, pairs) });
      const options = { gate: makeGate(), plannedLooks, lookNumber, final: pairs === 36, random };
      const { decision, verdict } = lookAt(first(base), first(candidate), options);
      if (decision === 'continue') continue;
      expect(verdict).toEqual(stored);
      expect(pairs).toBeGreaterThan(14);
      return;
    }
    expect.unreachable('some look decides');
  });

  it('splits alpha over the planned looks also when fewer pairs came', () => {
    const verdict = judgePaired(makeRun('base', { blocks: 9 }), makeRun('candidate', { blocks: 9 }), {
      gate: makeGate(),
      plannedLooks: [8, 12, 18, 26, 36],
      random: () => seeded(1),
    });
    expect(verdict.plannedLooks).toBe(5);
    expect(verdict.looks[0]!.alpha).toBeCloseTo(0.002, 12);
  });

  it('judges a stored run by the looks that it was measured with', () => {
    const [base, candidate] = [makeRun('base', { blocks: 8 }), makeRun('candidate', { blocks: 8 })];
    candidate.plannedLooks = [8, 12, 18];
    expect(judgePaired(base, candidate, { gate: makeGate(), random: () => seeded(1) }).plannedLooks).toBe(3);
  });
});

describe('errors and slow requests', () => {
  it('fails on one point more of errors, and names their kinds', () => {
    const shape = {
      blocks: 36,
      failing: (block: number) => (block % 3 === 0 ? 0 : 2),
      errorKind: 'timeout',
    } as const;
    const verdict = judge({ blocks: 36 }, shape);
    expect(verdict.verdict).toBe('fail');
    expect(find(verdict, 'error-rate').result).toBe('regressed');
    expect(find(verdict, 'error-rate').reason).toContain('timeout');
  });

  it('fails at the first look when half of the requests fail', () => {
    const verdict = judge({ blocks: 36 }, { blocks: 36, failing: () => 60 });
    expect(verdict.verdict).toBe('fail');
    expect(verdict.pairsUsed).toBe(8);
    expect(find(verdict, 'error-rate').result).toBe('regressed');
  });

  it('is unchanged without errors in both arms, with the bound 3/n', () => {
    const rate = find(judge({}, {}), 'error-rate');
    expect(rate.result).toBe('unchanged');
    expect(rate.interval![1]).toBeCloseTo(3 / (8 * 400), 12);
  });

  it('fails on stalls that come in the candidate alone, though quantiles do not move', () => {
    const stalled = makeRun('candidate', { blocks: 36 });
    for (const block of stalled.blocks.filter(({ index }) => index % 2 === 0)) {
      const { latency } = block.classes.short!.timings;
      latency!.valuesMs.push(5001.216);
      latency!.counts.push(6);
      block.classes.short!.completed += 6;
      block.classes.short!.attempted += 6;
    }
    const options = { gate: makeGate(['latency.p50', 'slow-rate']), random: () => seeded(1) };
    const verdict = judgePaired(makeRun('base', { blocks: 36 }), stalled, options);
    expect(find(verdict, 'slow-rate').result).toBe('regressed');
  });
});

describe('edge cases', () => {
  it.each([
    ['no blocks', { blocks: 0 }, { blocks: 0 }, 'nothing-measured'],
    ['a candidate that never answers', {}, { failing: () => 400 }, 'nothing-measured'],
    ['a base that never answers', { failing: () => 400 }, {}, 'nothing-measured'],
    ['five pairs', { blocks: 5 }, { blocks: 5 }, 'too-few-pairs'],
    [
      'a generator at its limit in a third of the pairs',
      {},
      { invalid: (block: number) => (block % 3 === 0 ? 'the generator was the bottleneck' : null) },
      'generator-bound',
    ],
  ] satisfies [string, ArmShape, ArmShape, string][])('is invalid with %s', (_, base, candidate, code) => {
    const verdict = judge(base, candidate);
    expect([verdict.verdict, codes(verdict)[0]]).toEqual(['invalid', code]);
  });

  it('leaves a few invalid pairs out and tells it', () => {
    const verdict = judge({}, { invalid: (block) => (block === 3 ? 'throttled' : null) });
    expect(verdict.pairsUsed).toBeLessThan(12);
    expect(verdict.verdict).toBe('pass');
    expect(verdict.warnings.join()).toContain('1 of');
  });

  it('is invalid when the arms were asked different things', () => {
    const candidate = makeRun('candidate');
    candidate.provenance.workloadHash = 'workload-2';
    const verdict = judgePaired(makeRun('base'), candidate, { gate: makeGate(), random: () => seeded(1) });
    expect(codes(verdict)).toEqual(['different-workload']);
    expect(verdict.reasons[0]!.message).toContain('workload-2');
    const unnamed = { ...makeRun('candidate'), classes: [] };
    expect(
      codes(judgePaired(makeRun('base'), unnamed, { gate: makeGate(), random: () => seeded(1) })),
    ).toEqual(['different-workload']);
  });

  it('fails when the candidate lacks a metric, and warns when the base does', () => {
    const gate = makeGate(['latency.p50', 'ttft.p50']);
    const lacking = judge({ withTtft: true }, {}, gate);
    expect([lacking.verdict, codes(lacking)[0]]).toEqual(['fail', 'metric-missing']);
    const added = judge({}, { withTtft: true }, gate);
    expect(added.verdict).toBe('pass');
    expect(added.warnings.join()).toContain('TTFT');
  });

  it('calls latencies incomparable when the answers became longer', () => {
    const verdict = judge({ outputTokens: 50 }, { outputTokens: 70, slower: slowAll(1.4) });
    expect(find(verdict, 'latency.p50').result).toBe('incomparable');
    expect(find(verdict, 'latency.p50').reason).toContain('longer answers');
    expect(find(verdict, 'latency.p50').reason).toContain('(70 tokens against 50)');
    expect(verdict.verdict).toBe('inconclusive');
    expect(codes(verdict)).toContain('longer-answers');
  });

  it('merges neighbouring pairs where traffic is sparse, and asks for more where that is not enough', () => {
    const gate = makeGate(['latency.p50', 'latency.p95', 'latency.p99']);
    const verdict = judge({ blocks: 36, requests: 40 }, { blocks: 36, requests: 40 }, gate);
    const p99 = find(verdict, 'latency.p99');
    expect(p99.result).toBe('insufficient');
    expect(p99.reason).toMatch(/needs about \d+ successful ones a block/);
    expect(find(verdict, 'latency.p95').units).toBeLessThanOrEqual(verdict.pairsUsed / 2);
  });

  it('counts the gaps between chunks where a percentile is taken of them, not the requests', () => {
    const gate = makeGate(['latency.p50', 'latency.p99', 'itl.p99']);
    const shape = { requests: 40, gaps: 50 };
    const verdict = judge(shape, { ...shape, slower: slowAll(1.5) }, gate);
    expect(find(verdict, 'latency.p99').result).toBe('insufficient');
    expect(find(verdict, 'itl.p99').result).toBe('regressed');
    const sparse = judge({ requests: 40, gaps: 1 }, { requests: 40, gaps: 1 }, gate);
    expect(find(sparse, 'itl.p99').reason).toMatch(
      /hold too few gaps between chunks: it needs about \d+ of them a block/,
    );
  });

  it('shows ITL without gating it, and leaves it out where nothing was streamed', () => {
    const gate = makeGate(['latency.p50']);
    const verdict = judge({ gaps: 20 }, { gaps: 20, slower: slowAll(1.01) }, gate);
    expect(find(verdict, 'itl.p50')).toMatchObject({ gated: false, result: 'unchanged' });
    expect(judge({}, {}, gate).metrics.some(({ id }) => id.startsWith('itl'))).toBe(false);
  });

  it('does not pass when no gated timing could be judged', () => {
    const shape = { blocks: 8, requests: 10 };
    const verdict = judge(shape, shape, makeGate(['latency.p99', 'throughput']));
    expect([verdict.verdict, codes(verdict)[0]]).toEqual(['inconclusive', 'nothing-judged']);
  });

  it('is undecided on a metric of which a fifth of the blocks have no success', () => {
    const verdict = judge({}, { failing: (block) => (block % 4 === 0 ? 400 : 0) }, makeGate(['latency.p50']));
    expect(find(verdict, 'latency.p50').result).toBe('inconclusive');
    expect(codes(verdict)).toContain('blocks-without-success');
  });

  it('keeps its error above zero when every ratio is equal', () => {
    const base = makeRun('base');
    const candidate = { ...structuredClone(base), arm: 'candidate' as const };
    const verdict = judgePaired(base, candidate, {
      gate: makeGate(['latency.p50']),
      random: () => seeded(1),
    });
    const [low, high] = find(verdict, 'latency.p50').interval!;
    expect(high - low).toBeGreaterThan(0.01);
  });

  it('lets an absolute limit fail a gate that has not changed', () => {
    const slo = [{ metric: 'latency.p95', limit: 20 } as const];
    const options = { gate: makeGate(), slo, random: () => seeded(1) };
    const verdict = judgePaired(makeRun('base'), makeRun('candidate'), options);
    expect([verdict.verdict, codes(verdict)[0]]).toEqual(['fail', 'slo-violated']);
    expect(verdict.slo[0]).toMatchObject({ id: 'latency.p95', limit: 20, met: false });
  });

  it('is not green when an absolute limit was not measured', () => {
    const slo = [{ metric: 'ttft.p95', limit: 20 } as const];
    const options = { gate: makeGate(), slo, random: () => seeded(1) };
    const verdict = judgePaired(makeRun('base'), makeRun('candidate'), options);
    expect([verdict.verdict, codes(verdict)[0]]).toEqual(['invalid', 'slo-unmeasured']);
  });

  it('warns when one arm always went first', () => {
    const [base, candidate] = [makeRun('base'), makeRun('candidate')];
    for (const [arm, run] of [base, candidate].entries())
      run.blocks.forEach((block, i) => (block.order = 2 * i + arm));
    const verdict = judgePaired(base, candidate, { gate: makeGate(), random: () => seeded(1) });
    expect(verdict.warnings.join()).toContain('the base went first in every pair');
    expect(areInterleaved(base, candidate)).toBe(true);
  });

  it('plans its looks within the budget', () => {
    expect([36, 20, 18, 12, 8, 6, 5, 60].map(planLooks)).toEqual([
      [8, 12, 18, 26, 36],
      [8, 12, 20],
      [8, 12, 18],
      [8, 12],
      [8],
      [6],
      [],
      [8, 12, 18, 26, 36, 60],
    ]);
  });
});

function scale(run: Run, factor: number): Run {
  const copy = structuredClone(run);
  for (const { classes } of copy.blocks)
    for (const { timings } of Object.values(classes))
      for (const timing of Object.values(timings))
        timing.valuesMs = timing.valuesMs.map((valueMs) => valueMs * factor);
  return copy;
}
