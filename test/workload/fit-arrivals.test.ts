import { expect, test } from 'vitest';
import { seededRandom } from '../../src/gate/chance.ts';
import { gammaArrivals } from '../../src/scenario/gamma-arrivals.ts';
import { ArrivalTally } from '../../src/workload/fit/arrival-tally.ts';

function summaryOf(times: ArrayLike<number>) {
  const tally = new ArrivalTally();
  for (const [i, atMs] of Array.from(times).entries()) tally.add(atMs, () => `log:${i + 1}`);
  return tally.summarise();
}

const measured = (times: ArrayLike<number>) => {
  const { burstiness } = summaryOf(times);
  return burstiness.kind === 'measured' ? burstiness.value : Number.NaN;
};

test.each([0.1, 0.5, 1, 4])('gaps of burstiness %d are found to be so', (burstiness) => {
  const times = gammaArrivals(burstiness, 40_000, 3_600_000, seededRandom(7, burstiness));
  expect(measured(times) / burstiness).toBeGreaterThan(0.9);
  expect(measured(times) / burstiness).toBeLessThan(1.1);
});

test('the change from night to day is not taken for bursts', () => {
  const night = gammaArrivals(1, 2_000, 3_600_000, seededRandom(1));
  const day = gammaArrivals(1, 50_000, 3_600_000, seededRandom(2)).map((atMs) => atMs + 3_600_000);
  expect(measured([...night, ...day])).toBeGreaterThan(0.9);
});

test('late rows of a log change nothing, and gaps are those of the times in their order', () => {
  const times = [...gammaArrivals(0.5, 5_000, 3_600_000, seededRandom(3))];
  // As of a log that is written at the end of requests which take up to nine minutes.
  const random = seededRandom(4);
  const written = times
    .map((atMs) => ({ atMs, endMs: atMs + random() * 540_000 }))
    .sort((a, b) => a.endMs - b.endMs);
  expect(summaryOf(written.map(({ atMs }) => atMs))).toEqual(summaryOf(times));
});

test('rates are those of whole minutes of the clock', () => {
  const hourMs = 3_600_000;
  const perMinute = [60, 60, 300, 60];
  const times = perMinute.flatMap((requests, minute) =>
    Array.from({ length: requests }, (_, i) => 10 * hourMs + (minute + (i + 0.5) / requests) * 60_000),
  );
  const { meanPerSecond, peak, p99PerSecond, busiestHour } = summaryOf([...times, 20 * hourMs]);
  expect(peak).toEqual({ perSecond: 5, startMs: 10 * hourMs + 120_000 });
  expect(p99PerSecond).toBe(5);
  expect(busiestHour).toEqual({ requests: 480, startMs: 10 * hourMs });
  expect(meanPerSecond).toBeCloseTo(480 / 36_000, 4);
});

test('a log of half a minute has the rate of its half minute', () => {
  expect(summaryOf([0, 10_000, 20_000, 30_000]).peak.perSecond).toBeCloseTo(0.1, 9);
});

test.each([
  ['a clock of whole seconds', Array.from({ length: 5_000 }, (_, i) => Math.floor(i / 5) * 1000), 'coarse'],
  ['few requests', Array.from({ length: 300 }, (_, i) => i * 1000), 'few'],
  ['requests hours apart', Array.from({ length: 1_000 }, (_, i) => i * 3_600_000), 'few'],
])('%s tells nothing of the gaps', (_, times, kind) => {
  expect(summaryOf(times).burstiness.kind).toBe(kind);
});

test('a row that is more than ten minutes late is out of order, with its place', () => {
  const tally = new ArrivalTally();
  tally.add(0, () => 'log:1');
  tally.add(1_500_000, () => 'log:2');
  tally.add(1_000_000, () => 'log:3');
  expect(() => tally.add(100_000, () => 'log:4')).toThrow('log:4: The time is 1400 s before one above');
});
