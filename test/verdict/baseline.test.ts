import { describe, expect, it } from 'vitest';
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

  it('keeps a run as a few kilobytes', () => {
    expect(JSON.stringify(runStatistics(makeRun('base'))).length).toBeLessThan(4000);
  });
});
