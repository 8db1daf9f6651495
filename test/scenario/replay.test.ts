import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PairingPlan, ReplayArrivals } from '../../src/model/plan.ts';
import type { ArrivalTrace } from '../../src/model/schedule.ts';
import { checkReplay, mixedBlock, replayWindow } from '../../src/scenario/index.ts';
import { countsOf, loadOf, scheduleOf, seeded, workloadOf } from './chance.ts';

const replay: ReplayArrivals = {
  kind: 'replay',
  path: 'trace.jsonl',
  format: 'jsonl',
  column: 'timestamp',
  unit: 's',
  scale: 1,
};
const pairing: PairingPlan = { blockMs: 5_000, leadInMs: 1_000, restartEveryPairs: 6, maximumPairs: 36 };

const traces = fc
  .array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 2, maxLength: 60 })
  .map((gaps): ArrivalTrace => {
    let reached = 0;
    const atMs = gaps.map((gap, i) => (reached += i === 0 ? 0 : gap));
    return { atMs, periodMs: reached + Math.max(reached / (gaps.length - 1), 5) };
  });

test('windows that follow each other hold every arrival of the repeated trace once', () => {
  fc.assert(
    fc.property(traces, fc.double({ min: 1, max: 300, noNaN: true }), (trace, lengthMs) => {
      const windows = Array.from(
        { length: 12 },
        (_, i) => replayWindow(trace, i * lengthMs, (i + 1) * lengthMs).dueAtMs,
      );
      for (const window of windows) {
        expect(window).toEqual(window.toSorted());
        expect(window.every((due) => due >= 0 && due < lengthMs)).toBe(true);
      }
      const rounds = Math.ceil((12 * lengthMs) / trace.periodMs) + 1;
      const repeated = Array.from({ length: rounds }, (_, round) =>
        trace.atMs.map((each) => round * trace.periodMs + each),
      ).flat();
      const found = windows.flatMap((window, i) => [...window].map((due) => due + i * lengthMs));
      const wanted = repeated.filter((due) => due < 12 * lengthMs);
      expect(found).toHaveLength(wanted.length);
      expect(found.every((due, i) => Math.abs(due - (wanted[i] ?? Number.NaN)) < 1e-5)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test.each([
  [0, 50, [0, 10, 40]],
  [0, 40, [0, 10]],
  [10, 41, [0, 30]],
  [41, 59, []],
  [59, 62, [1]],
  [110, 200, [10, 20, 50, 70, 80]], // from 120, 130 and 160 of the third round on
])('from %d to %d ms of a trace of 0, 10 and 40 with a period of 60 are %j', (fromMs, toMs, due) => {
  expect([...replayWindow({ atMs: [0, 10, 40], periodMs: 60 }, fromMs, toMs).dueAtMs]).toEqual(due);
});

test('each pair takes the next stretch of the trace, with exact proportions in its measured part', () => {
  const atMs = Array.from({ length: 600 }, (_, i) => i * 100 + (i % 7));
  const workload = { ...workloadOf([6, 3, 1]), trace: { atMs, periodMs: 60_000 } };
  const load = loadOf({ arrivals: replay });
  const due: number[] = [];
  for (let index = 0; index < 10; index += 1) {
    const block = mixedBlock({ index, load, pairing, workload, random: seeded(index) });
    expect(mixedBlock({ index, load, pairing, workload, random: seeded(index) })).toEqual(block);
    expect(block).toMatchObject({
      scenario: 'mixed',
      index,
      leadInMs: 1_000,
      durationMs: 5_000,
      ratePerSecond: 10,
    });
    const { dueAtMs, itemIndex } = scheduleOf(block);
    expect(countsOf(workload, itemIndex.slice(-50))).toEqual([30, 15, 5]);
    due.push(...dueAtMs.map((each) => each + index * 6_000));
  }
  expect(due).toEqual(atMs);
});

test('a trace that ends begins again', () => {
  const workload = { ...workloadOf([1]), trace: { atMs: [0, 2_000, 4_000], periodMs: 6_000 } };
  const blocks = [0, 7].map((index) =>
    mixedBlock({ index, load: loadOf({ arrivals: replay }), pairing, workload, random: seeded(1) }),
  );
  for (const block of blocks) expect([...scheduleOf(block).dueAtMs]).toEqual([0, 2_000, 4_000]);
});

test('a block in a silence of the trace is refused before any load', () => {
  const busy = Array.from({ length: 300 }, (_, i) => i * 100);
  const trace = { atMs: [...busy, 50_000], periodMs: 50_200 };
  expect(() => checkReplay(trace, replay, pairing, 180_000)).toThrow(
    expect.objectContaining({
      code: 'config-invalid',
      location: 'trace.jsonl',
      fact: expect.stringContaining(
        'Block 6 would be measured in the 5 s from 31 s of the trace on',
      ) as string,
    }),
  );
  // Five blocks end before the silence, and the budget holds no more.
  expect(() => checkReplay(trace, replay, pairing, 30_000)).not.toThrow();
  expect(() => checkReplay({ atMs: busy, periodMs: 30_000 }, replay, pairing, 180_000)).not.toThrow();
});

test('the requests of a trace that is the workload are sent at their own times, in order, again after its end', () => {
  const atMs = Array.from({ length: 30 }, (_, i) => i * 500);
  const workload = { ...workloadOf([1]), trace: { atMs, periodMs: 15_000, ownItems: true as const } };
  const load = loadOf({ arrivals: replay });
  const sent = [0, 1, 2].flatMap((index) => {
    const block = mixedBlock({ index, load, pairing, workload, random: seeded(index) });
    return [...scheduleOf(block).itemIndex];
  });
  expect(sent).toEqual(Array.from({ length: 36 }, (_, i) => i % 30));
});
