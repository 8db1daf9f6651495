import { describe, expect, it } from 'vitest';
import type { RunStatistics } from '../../src/model/baseline.ts';
import { driftSinceRelease, judgeBaseline, runStatistics, withDrift } from '../../src/verdict/index.ts';
import type { ArmShape } from './runs.ts';
import { makeGate, makeRun, slowAll } from './runs.ts';

const gate = makeGate();
const runAt = (factor: number, more: ArmShape = {}) =>
  makeRun('candidate', { seed: 1, slower: slowAll(factor), ...more });

/** A release, then so many recorded runs, each a step slower than the one before. */
function historyOf(steps: number, step: number, release = 'v1.2'): RunStatistics[] {
  return Array.from({ length: steps }, (_, i) => ({
    ...runStatistics(runAt(step ** i, { seed: i + 1 })),
    ...(i === 0 ? { release } : {}),
  }));
}

describe('the drift since the last release', () => {
  it('shows ten changes of +4 % as +48 %, beyond the tolerance', () => {
    const drift = driftSinceRelease(historyOf(10, 1.04), runAt(1.04 ** 10), gate);
    const all = drift.filter(({ class: name }) => name === 'all');
    expect(all.map(({ id }) => id)).toEqual(['latency.p50', 'latency.p95', 'throughput']);
    for (const { id, effect, interval, beyond, release } of all.slice(0, 2)) {
      expect(effect, id).toBeGreaterThan(0.45);
      expect(effect, id).toBeLessThan(0.51);
      expect(interval[0]).toBeGreaterThan(0.1);
      expect(interval[1]).toBeLessThan(1.1);
      expect([beyond, release]).toEqual([true, 'v1.2']);
    }
    expect(all[2]).toMatchObject({ id: 'throughput', beyond: false });
    expect(drift.filter(({ class: name }) => name !== 'all').map(({ id }) => id)).toEqual([
      'latency.p50',
      'latency.p50',
      'latency.p50',
    ]);
  });

  it('is not beyond the tolerance where nothing drifts, and has an interval over zero', () => {
    for (const { effect, interval, beyond } of driftSinceRelease(historyOf(10, 1), runAt(1), gate)) {
      expect(Math.abs(effect)).toBeLessThan(0.03);
      expect(interval[0]).toBeLessThan(0);
      expect(interval[1]).toBeGreaterThan(0);
      expect(beyond).toBe(false);
    }
  });

  it('is never beyond for the better', () => {
    const drift = driftSinceRelease(historyOf(10, 0.9), runAt(0.9 ** 10), gate);
    expect(drift[0]!.interval[1]).toBeLessThan(0);
    expect(drift.some(({ beyond }) => beyond)).toBe(false);
  });

  it('says less with the release alone: one run tells nothing of its spread', () => {
    const [alone] = driftSinceRelease(historyOf(1, 1), runAt(1.3), gate);
    const [known] = driftSinceRelease(historyOf(20, 1), runAt(1.3), gate);
    expect(alone!.beyond).toBe(false);
    expect(known!.interval[0]).toBeGreaterThan(alone!.interval[0]);
  });

  it('is measured from the newest release', () => {
    const history = [...historyOf(3, 1, 'v1'), ...historyOf(3, 1, 'v2')];
    expect(driftSinceRelease(history, runAt(1), gate)[0]!.release).toBe('v2');
  });

  it('needs a release of the same environment, plan and workload', () => {
    expect(driftSinceRelease(historyOf(3, 1).slice(1), runAt(1), gate)).toEqual([]);
    const other = runAt(1);
    other.provenance.planHash = 'plan-2';
    expect(driftSinceRelease(historyOf(3, 1), other, gate)).toEqual([]);
  });

  it('tells TTFT and TPOT where the server streams', () => {
    const streaming = { withTtft: true, outputTokens: 100 };
    const history = [{ ...runStatistics(runAt(1, streaming)), release: 'v1' }];
    const told = driftSinceRelease(history, runAt(1, streaming), gate).map(({ id }) => id);
    expect(told).toContain('ttft.p50');
  });

  it('never changes the verdict, and says nothing of an invalid run', () => {
    const history = historyOf(10, 1.04);
    const candidate = runAt(1.04 ** 10);
    const verdict = judgeBaseline(history, candidate, { gate });
    const told = withDrift(verdict, history, candidate, gate);
    expect(told.drift!.some(({ beyond }) => beyond)).toBe(true);
    expect({ ...told, drift: undefined }).toEqual({ ...verdict, drift: undefined });
    expect(withDrift(verdict, [], candidate, gate)).not.toHaveProperty('drift');
    expect(withDrift({ ...verdict, verdict: 'invalid' }, history, candidate, gate)).not.toHaveProperty(
      'drift',
    );
  });
});
