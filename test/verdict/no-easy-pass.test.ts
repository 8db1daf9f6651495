import { describe, expect, it } from 'vitest';
import type { ClassBlock, Run } from '../../src/model/run.ts';
import type { MetricResult, Verdict } from '../../src/model/verdict.ts';
import { judgeBaseline, judgePaired, runStatistics } from '../../src/verdict/index.ts';
import { seeded } from '../stats/draws.ts';
import type { ArmShape } from './runs.ts';
import { makeGate, makeRun, slowAll } from './runs.ts';

const gate = makeGate();
const judge = (base: Run, candidate: Run, judged = gate): Verdict =>
  judgePaired(base, candidate, { gate: judged, random: () => seeded(9) });
const find = ({ metrics }: Verdict, id: string, className = 'all'): MetricResult =>
  metrics.find((result) => result.id === id && result.class === className)!;
const codes = (verdict: Verdict): string[] => verdict.reasons.map(({ code }) => code);

/** The run with other numbers for a class in the blocks that `change` has an answer for. */
function withClass(run: Run, name: string, change: (block: number) => ClassBlock | undefined): Run {
  const blocks = run.blocks.map((block) => ({
    ...block,
    classes: { ...block.classes, [name]: change(block.index) ?? block.classes[name]! },
  }));
  return { ...run, blocks };
}
const nothing: ClassBlock = { attempted: 0, completed: 0, errors: {}, timings: {} };
const failed = (attempted: number): ClassBlock => ({
  ...nothing,
  attempted,
  errors: { 'model-error': attempted },
});

describe('a class that is not in every block', () => {
  const rare = (arm: 'base' | 'candidate', shape: ArmShape = {}) =>
    withClass(makeRun(arm, { blocks: 36, jitter: 0.05, ...shape }), 'long', (block) =>
      block % 4 === 0 ? nothing : undefined,
    );

  it('is judged by the blocks that have it, and fails the gate where it is slower', () => {
    const verdict = judge(rare('base'), rare('candidate', { slower: { long: 1.5 } }));
    expect(verdict.verdict).toBe('fail');
    expect(find(verdict, 'latency.p50', 'long').result).toBe('regressed');
  });

  it('is kept in baselines', () => {
    const statistics = runStatistics(rare('base'));
    expect(statistics.metrics.some(({ id, class: name }) => id === 'latency.p50' && name === 'long')).toBe(
      true,
    );
  });

  it('fails no gate by failing where it is hardly seen, and does where it was seen often enough', () => {
    const seenIn = (pairs: number, arm: 'base' | 'candidate') =>
      withClass(makeRun(arm, { blocks: 12 }), 'long', (block) =>
        block >= pairs ? nothing : arm === 'candidate' ? failed(1) : undefined,
      );
    const byClass: typeof gate = { ...gate, metrics: [{ metric: 'latency.p50', classes: 'each' }] };
    const verdictOf = (pairs: number) => judge(seenIn(pairs, 'base'), seenIn(pairs, 'candidate'), byClass);
    expect(verdictOf(2).verdict).toBe('inconclusive');
    expect(find(verdictOf(2), 'latency.p50', 'long').reason).toContain('2 pairs are too few to say so');
    expect([verdictOf(12).verdict, codes(verdictOf(12))[0]]).toEqual(['fail', 'metric-missing']);
  });
});

it('arms that never answer in the same pair are told, and do not break the judgement', () => {
  const alternating = (arm: 'base' | 'candidate') => {
    const own = arm === 'base' ? 0 : 1;
    return ['short', 'medium', 'long'].reduce(
      (run, name) => withClass(run, name, (block) => (block % 2 === own ? failed(20) : undefined)),
      makeRun(arm),
    );
  };
  const verdict = judge(alternating('base'), alternating('candidate'));
  expect(verdict.verdict).toBe('inconclusive');
  expect(find(verdict, 'slow-rate').reason).toContain('no pair has requests of both arms');
});

it('a worsening that its interval is sure of is not called noise', () => {
  const dead = (block: number) => (block % 6 === 5 ? 400 : 0);
  const verdict = judge(makeRun('base', { blocks: 36 }), makeRun('candidate', { blocks: 36, failing: dead }));
  expect(verdict.verdict).toBe('inconclusive');
  expect(verdict.reasons[0]).toMatchObject({
    code: 'unproved',
    message: expect.stringMatching(/^error rate is undecided: 17 points higher .* likely a worsening beyond/),
  });
});

it('answers that are a little longer do not hide a server that is much slower', () => {
  const verdictOf = (factor: number) =>
    judge(
      makeRun('base', { outputTokens: 100 }),
      makeRun('candidate', { outputTokens: 106, slower: slowAll(factor) }),
    );
  expect(verdictOf(1.06).verdict).toBe('inconclusive');
  expect(find(verdictOf(1.06), 'latency.p50').result).toBe('incomparable');
  const slow = verdictOf(2);
  expect(slow.verdict).toBe('fail');
  expect(find(slow, 'latency.p50')).toMatchObject({
    result: 'regressed',
    reason: expect.stringContaining('by more than longer answers explain'),
  });
});

it('bursts that are left aside stand in the numbers and in the reason', () => {
  const shape = { blocks: 36 };
  const slow = makeRun('candidate', { ...shape, slower: slowAll(10) });
  const candidate = makeRun('candidate', shape);
  const burst: Run = {
    ...candidate,
    blocks: candidate.blocks.map((block, i) => (block.index === 7 ? slow.blocks[i]! : block)),
  };
  const { candidate: share, reason } = find(judge(makeRun('base', shape), burst), 'slow-rate');
  expect(share).toBeCloseTo(1 / 36, 2);
  expect(reason).toContain('single bursts, which a neighbour makes too, are left aside');
});

it('a share of which nothing was seen is bounded by how much was asked, and nothing finer is claimed', () => {
  const few = (arm: 'base' | 'candidate') => makeRun(arm, { blocks: 12, requests: 10 });
  const { result, reason } = find(judge(few('base'), few('candidate')), 'error-rate');
  expect(result).toBe('unchanged');
  expect(reason).toBe('none was seen in either arm, which bounds the share at 2.5 points');
});

describe('the screen against committed baselines', () => {
  const historyOf = (count: number, shape: ArmShape = {}, from = 1) =>
    Array.from({ length: count }, (_, i) => {
      const run = makeRun('base', { seed: from + i, ...shape });
      run.provenance.measuredAt = new Date(Date.UTC(2026, 0, from + i)).toISOString();
      return runStatistics(run);
    });
  const candidate = (shape: ArmShape) => makeRun('candidate', { seed: 99, blocks: 24, ...shape });

  it('does not pass one point of errors where there were none', () => {
    const verdict = judgeBaseline(
      historyOf(10),
      candidate({ failing: (block) => Number(block % 3 === 0) * 4 }),
      { gate },
    );
    expect(find(verdict, 'error-rate').effect).toBeCloseTo(0.01, 2);
    expect(verdict.verdict).toBe('inconclusive');
  });

  it('after an improvement does not pass what is as slow as before it', () => {
    const history = [...historyOf(14), ...historyOf(3, { slower: slowAll(0.7) }, 15)];
    const verdict = judgeBaseline(history, candidate({ slower: slowAll(0.95) }), { gate });
    expect(find(verdict, 'latency.p50').result).toBe('inconclusive');
    expect(judgeBaseline(historyOf(17), candidate({}), { gate }).verdict).toBe('pass');
    // By when they were measured, and not by the order in which they are given.
    expect(judgeBaseline(history.toReversed(), candidate({ slower: slowAll(0.95) }), { gate })).toEqual(
      verdict,
    );
  });

  it('rules out no less than a tolerance that is wider than what it can see', () => {
    const wide = { ...gate, tolerance: { ...gate.tolerance, 'latency.p50': 0.8 } };
    const verdict = judgeBaseline(historyOf(10), candidate({ slower: slowAll(1.3) }), { gate: wide });
    expect(find(verdict, 'latency.p50')).toMatchObject({
      result: 'unchanged',
      reason: 'a worsening of 80 % is ruled out',
    });
  });
});
