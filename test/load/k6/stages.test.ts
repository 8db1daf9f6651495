import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segmentArguments } from '../../../src/load/k6/segments.ts';
import { stageSchedule } from '../../../src/load/k6/stages.ts';
import { vusFor } from '../../../src/load/k6/staged-block.ts';

const gapsMs = fc.array(fc.double({ min: 0, max: 5000, noNaN: true }), { minLength: 1, maxLength: 300 });

function ascending(gaps: readonly number[]): Float64Array {
  let atMs = 0;
  return Float64Array.from(gaps, (gapMs) => (atMs += gapMs));
}

const lengthMs = (stages: readonly { duration: string }[]): number =>
  stages.reduce((sum, { duration }) => sum + (duration.endsWith('ns') ? parseInt(duration, 10) / 1e6 : 0), 0);

test('stages hold every request of a schedule, in order, each within a hundredth of a gap of when it is due', () => {
  fc.assert(
    fc.property(gapsMs, (gaps) => {
      const asked = ascending(gaps);
      const { dueAtMs } = stageSchedule(asked);
      expect(dueAtMs.length).toBe(asked.length);
      dueAtMs.forEach((dueMs, i) => {
        expect(dueMs).toBeGreaterThanOrEqual(dueAtMs[i - 1] ?? 0);
        // Requests that are due at once are a microsecond apart.
        expect(Math.abs(dueMs - (asked[i] as number))).toBeLessThan(0.01 + asked.length * 0.001);
      });
    }),
    { numRuns: 60 },
  );
});

test('rates are whole numbers, and no stage lasts no time but the jumps between them', () => {
  fc.assert(
    fc.property(gapsMs, (gaps) => {
      const { stages } = stageSchedule(ascending(gaps));
      for (const [i, { duration, target }] of stages.entries()) {
        expect(Number.isSafeInteger(target)).toBe(true);
        expect(duration === '0s').toBe(i % 2 === 0);
      }
    }),
    { numRuns: 30 },
  );
});

test('a schedule of 100,000 requests has at most 8,004 stages, holds every request and lasts as long', () => {
  const asked = ascending(Array.from({ length: 100_000 }, (_, i) => ((i * 7919) % 1000) / 1000));
  const { stages, dueAtMs } = stageSchedule(asked);
  expect(stages.length).toBeLessThanOrEqual(8004);
  expect(dueAtMs.length).toBe(100_000);
  expect(lengthMs(stages)).toBeCloseTo(asked.at(-1) as number, 0);
  expect(dueAtMs.at(-1)).toBeCloseTo(asked.at(-1) as number, 1);
});

test('execution segments follow one another from 0 to 1, and all are told the same sequence', () => {
  for (const count of [2, 3, 8]) {
    const all = Array.from({ length: count }, (_, index) => segmentArguments(index, count));
    const ends = all.map(([segment = '']) => segment.replace('--execution-segment=', '').split(':'));
    expect(ends[0]?.[0]).toBe('0');
    expect(ends.at(-1)?.[1]).toBe('1');
    ends.slice(1).forEach(([from], i) => expect(from).toBe(ends[i]?.[1]));
    const sequence = `--execution-segment-sequence=${['0', ...ends.map(([, to]) => to)].join(',')}`;
    expect(all.every(([, told]) => told === sequence)).toBe(true);
  }
  expect(segmentArguments(0, 1)).toEqual([]);
});

test.each([
  ['a request each', 3, 1000, 3],
  ['6 a second: answers of 16 seconds are waited for', 600, 1000 / 6, 113],
  ['1,000 a second: answers of 2 seconds', 10_000, 1, 2100],
])('VUs for %s', (_, count, gapMs, expected) => {
  expect(vusFor(Float64Array.from({ length: count }, (_, i) => i * gapMs))).toBe(expected);
});
