import { describe, expect, it } from 'vitest';
import type { RunStatistics } from '../../src/model/baseline.ts';
import type { Run } from '../../src/model/run.ts';
import { judgeBaseline, runStatistics } from '../../src/verdict/index.ts';
import type { ArmShape } from './runs.ts';
import { makeGate, makeRun, slowAll } from './runs.ts';

const gate = makeGate();
const historyOf = (count: number, shape: ArmShape = {}) =>
  Array.from({ length: count }, (_, i) => runStatistics(makeRun('base', { seed: i + 1, ...shape })));
const screen = (history: number, candidate: Run, more = {}) =>
  judgeBaseline(historyOf(history), candidate, { gate, ...more });

const otherRuns: [code: string, change: (run: Run) => void, value: string][] = [
  ['different-plan', (run) => (run.provenance.planHash = 'plan-2'), 'plan-2'],
  ['different-workload', (run) => (run.provenance.workloadHash = 'workload-2'), 'workload-2'],
  ['different-environment', (run) => (run.provenance.environment.fingerprint = 'machine-2'), 'machine-2'],
];

describe('the screen against committed baselines', () => {
  it('passes an unchanged run', () => {
    const verdict = screen(5, makeRun('candidate', { seed: 99 }));
    expect([verdict.verdict, verdict.mode]).toEqual(['pass', 'baseline']);
  });

  it('catches a collapse', () => {
    const verdict = screen(5, makeRun('candidate', { seed: 99, slower: slowAll(3) }));
    expect(verdict.verdict).toBe('fail');
    expect(verdict.metrics[0]!.effect).toBeCloseTo(2, 0);
  });

  it('says that it cannot see a 10 % slowdown, in every verdict', () => {
    for (const [runs, factor] of [
      [1, 1],
      [3, 1.1],
      [5, 3],
    ] as const) {
      const verdict = screen(runs, makeRun('candidate', { seed: 99, slower: slowAll(factor) }));
      const coarse = verdict.reasons.find(({ code }) => code === 'coarse-screen')!;
      expect(coarse.message).toContain('catch a collapse, not a 10 % slowdown');
      if (runs === 1) expect(coarse.message).toContain('p50 latency over 100 %');
    }
  });

  it('has no verdict without a baseline, and says so', () => {
    const verdict = screen(0, makeRun('candidate'));
    expect([verdict.verdict, verdict.reasons[0]!.code]).toEqual(['inconclusive', 'no-baseline']);
    expect(verdict.metrics[0]!.candidate).toBeGreaterThan(0);
  });

  it.each(otherRuns)('keeps out runs of a %s and names both values', (code, change, value) => {
    const candidate = makeRun('candidate');
    change(candidate);
    const verdict = screen(3, candidate);
    expect([verdict.verdict, verdict.reasons[0]!.code]).toEqual(['inconclusive', code]);
    expect(verdict.reasons[0]!.message).toMatch(new RegExp(`${value.replace('2', '1')}.*${value}`));
    expect(verdict.metrics[0]!.result).toBe('incomparable');
  });

  it('sees smaller changes with more runs, and with one known machine', () => {
    const mde = (history: number, more = {}) =>
      screen(history, makeRun('candidate', { seed: 99 }), more).metrics[0]!.mde!;
    expect(mde(3)).toBeGreaterThan(mde(10));
    expect(mde(3)).toBeGreaterThan(mde(3, { sameMachine: true }));
  });

  it('is invalid when nothing was measured', () => {
    const verdict = screen(3, makeRun('candidate', { blocks: 0 }));
    expect([verdict.verdict, verdict.reasons[0]!.code]).toEqual(['invalid', 'nothing-measured']);
  });

  it('fails on an absolute limit even without a baseline', () => {
    const slo = [{ metric: 'latency.p95', limit: 1 }] as const;
    expect(screen(0, makeRun('candidate'), { slo }).verdict).toBe('fail');
  });

  it('looks at the last 20 runs', () => {
    const old = historyOf(20, { slower: slowAll(9) });
    const verdict = judgeBaseline([...old, ...historyOf(20)], makeRun('candidate', { seed: 99 }), { gate });
    expect(verdict.looks[0]!.pairs).toBe(20);
    expect(verdict.verdict).toBe('pass');
  });

  describe('after an accepted change', () => {
    const at = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();
    /** So many runs on days of their own, from the given day on. */
    const runsFrom = (day: number, count: number, factor: number): RunStatistics[] =>
      historyOf(count, { slower: slowAll(factor) }).map((run, i) => ({
        ...run,
        provenance: { ...run.provenance, measuredAt: at(day + i) },
      }));
    const accepted = { pullRequest: 4, by: 'ada', why: 'better answers', acceptedAt: at(10) };
    const [step, ...rest] = runsFrom(11, 3, 2);
    const history = [...runsFrom(1, 10, 1), { ...step!, accepted }, ...rest];
    const judge = (runs: RunStatistics[], factor: number, acceptedAt: string[] = []) =>
      judgeBaseline(runs, makeRun('candidate', { seed: 99, slower: slowAll(factor) }), { gate, acceptedAt });

    it('later runs are held against the new level alone', () => {
      const same = judge(history, 2);
      expect(same.metrics[0]!.effect).toBeCloseTo(0, 1);
      expect(same.verdict).toBe('pass');
      const coarse = same.reasons.find(({ code }) => code === 'coarse-screen');
      expect(coarse?.message).toContain('with 3 earlier runs since the last accepted change');
      expect(judge(history, 6).verdict).toBe('fail');
    });

    it('the runs before it still tell how much runs differ', () => {
      const mde = (runs: RunStatistics[]) => judge(runs, 2).metrics[0]!.mde!;
      expect(mde(history)).toBeLessThan(mde(history.slice(10)) / 2);
    });

    it('another environment has no baseline until it has measured the change', () => {
      const before = history.slice(0, 10);
      expect(judge(before, 2).verdict).toBe('fail');
      const verdict = judge(before, 2, [at(11)]);
      expect([verdict.verdict, verdict.reasons[0]!.code]).toEqual(['inconclusive', 'no-baseline']);
      expect(verdict.sentence).toContain('since the last accepted change');
    });
  });

  it('keeps a run as a few kilobytes', () => {
    expect(JSON.stringify(runStatistics(makeRun('base'))).length).toBeLessThan(4000);
  });
});
