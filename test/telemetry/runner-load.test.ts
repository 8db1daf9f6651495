import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { parseCpuLine, type CpuTicks } from '../../src/telemetry/cpu-ticks.ts';
import { watchRunner } from '../../src/telemetry/index.ts';

test('the line of all CPUs is split into busy, steal and total, guest time not counted twice', () => {
  //                        user nice system idle iowait irq softirq steal guest guest_nice
  expect(parseCpuLine('cpu  100 10 50 800 20 5 5 10 100 0\ncpu0 1 2 3\n')).toEqual({
    busy: 170,
    steal: 10,
    total: 1000,
  });
  expect(parseCpuLine('intr 1')).toBeUndefined();
});

/** A machine whose counters and clock the test moves on. */
function machine() {
  const ticks = { total: 0, busy: 0, steal: 0 };
  let sample: (() => void) | undefined;
  return {
    sources: {
      readTicks: (): CpuTicks => ({ ...ticks }),
      repeat(work: () => void) {
        sample = work;
        return () => (sample = undefined);
      },
    },
    /** Lets a third of a second pass: 100 ticks. */
    pass(busy: number, steal: number) {
      ticks.total += 100;
      ticks.busy += busy;
      ticks.steal += steal;
      sample?.();
    },
    isWatched: () => sample !== undefined,
  };
}

describe('the load of the runner', () => {
  test('is told for each span by itself', () => {
    const { sources, pass, isWatched } = machine();
    const watch = watchRunner(sources);
    for (let i = 0; i < 10; i += 1) pass(20, 0);
    const block = watch.mark();
    for (let i = 0; i < 19; i += 1) pass(50, 0);
    pass(50, 40);
    expect(watch.since(block)).toMatchObject({ stealShare: { mean: 0.02 }, cpuBusyShare: 0.5 });
    expect(watch.stop().cpuBusyShare).toBeCloseTo(0.4);
    expect(isWatched()).toBe(false);
  });

  test('has a p95 of steal over its samples, which a short burst does not hide in', () => {
    const { sources, pass } = machine();
    const watch = watchRunner(sources);
    for (let i = 0; i < 90; i += 1) pass(50, 0);
    for (let i = 0; i < 10; i += 1) pass(50, 30);
    const { stealShare } = watch.stop();
    expect(stealShare?.mean).toBeCloseTo(0.03);
    expect(stealShare?.p95).toBeCloseTo(0.3);
  });

  test('keeps its mean over a span that is longer than its memory', () => {
    const { sources, pass } = machine();
    const watch = watchRunner(sources);
    for (let i = 0; i < 20_000; i += 1) pass(0, 0);
    for (let i = 0; i < 20_000; i += 1) pass(100, 0);
    const load = watch.stop();
    expect(load.cpuBusyShare).toBe(0.5);
    expect(load.sampleCount).toBeLessThan(17_000);
  });

  test('is unknown while no time has passed', () => {
    const watch = watchRunner(machine().sources);
    expect(watch.since(watch.mark())).toMatchObject({ stealShare: null, cpuBusyShare: null });
    watch.stop();
  });

  test('of this machine is between 0 and 1', async () => {
    const watch = watchRunner();
    await sleep(800);
    const { cpuBusyShare, stealShare, loadAverage } = watch.stop();
    for (const share of [cpuBusyShare ?? 0, stealShare?.mean ?? 0, stealShare?.p95 ?? 0]) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
    expect(loadAverage).toBeGreaterThanOrEqual(0);
  });
});
