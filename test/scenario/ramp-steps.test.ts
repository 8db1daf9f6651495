import { expect, test } from 'vitest';
import { nextRampRate, rampStep } from '../../src/scenario/index.ts';
import type { MeasuredStep } from '../../src/scenario/index.ts';
import { loadOf, scheduleOf, seeded, workloadOf } from './chance.ts';

const ramp = { kind: 'ramp', shape: 'steps', from: 0.1, to: 2, steps: 8, stepMs: 5_000 } as const;
const load = loadOf({ expectedRatePerSecond: 100 });

/** What a server would make of each rate: where it bends, where it breaks, where it breaks beyond doubt. */
interface Server {
  bends?: number;
  breaks?: number;
  drastic?: number;
  invalid?: (rate: number) => boolean;
}

/** The first time at about this rate. */
function once(about: number): (rate: number) => boolean {
  let times = 0;
  return (rate) => Math.round(rate) === about && times++ === 0;
}

function climb(server: Server, plan: Parameters<typeof nextRampRate>[0] = ramp, repeats = 0): number[] {
  const { bends = Infinity, breaks = Infinity, drastic = Infinity } = server;
  const measured: MeasuredStep[] = [];
  for (;;) {
    const rate = nextRampRate(plan, load, measured, repeats);
    if (rate === undefined) return measured.map(({ ratePerSecond }) => Number(ratePerSecond.toPrecision(3)));
    const valid = !server.invalid?.(rate);
    measured.push({
      ratePerSecond: rate,
      valid,
      bent: valid && rate >= bends,
      broken: rate >= breaks || rate >= drastic ? 'errors' : null,
      drastic: rate >= drastic,
    });
  }
}

test.each<[string, Server, number[]]>([
  ['nothing happens: the kept steps are saved', {}, [10, 48, 86, 124, 162, 200]],
  ['it bends: the kept steps go there', { bends: 100 }, [10, 48, 86, 124, 162, 200, 103, 94.2]],
  // 2 steps are saved; the wider bracket goes first.
  ['it breaks beyond doubt', { drastic: 130 }, [10, 48, 86, 124, 162, 142, 133, 128]],
  ['it breaks twice in a row', { breaks: 100 }, [10, 48, 86, 124, 162, 103, 94.2, 98.6]],
  ['it bends and breaks', { bends: 60, drastic: 130 }, [10, 48, 86, 124, 162, 64.2, 55.5, 142]],
  ['it breaks once, at the last rate', { breaks: 190 }, [10, 48, 86, 124, 162, 200, 180, 190]],
  [
    'it breaks at once: the rate is halved until it does not',
    { drastic: 3 },
    [10, 5, 2.5, 3.54, 2.97, 3.24, 3.1],
  ],
  ['the generator fails', { invalid: (rate) => rate > 20 }, [10, 48, 86, 124, 162, 200]],
])('%s', (_, server, rates) => {
  expect(climb(server)).toEqual(rates);
});

test.each<[string, Server, number, number[]]>([
  // 8 steps, and one for each that was not valid.
  [
    'once more on the way up',
    { bends: 100, invalid: once(48) },
    4,
    [10, 48, 48, 86, 124, 162, 200, 103, 94.2],
  ],
  [
    'once more where it bends',
    { bends: 100, invalid: once(103) },
    4,
    [10, 48, 86, 124, 162, 200, 103, 103, 94.2],
  ],
  ['not twice on the way up', { invalid: (rate) => rate === 48 }, 4, [10, 48, 48, 86, 124, 162, 200]],
  ['not where no time is left', { invalid: once(48) }, 0, [10, 48, 86, 124, 162, 200]],
  ['no more often than may be', { invalid: (rate) => rate > 20 }, 2, [10, 48, 48, 86, 124, 162, 200]],
])('a step that is not valid is measured %s', (_, server, repeats, rates) => {
  expect(climb(server, ramp, repeats)).toEqual(rates);
});

test('it rises no further where a broken step is slow as well', () => {
  expect(climb({ bends: 100, breaks: 120 })).toEqual([10, 48, 86, 124, 103, 94.2, 113, 98.6]);
});

test('a ramp never has more steps than were asked for, nor a rate above its last', () => {
  for (const steps of [2, 3, 4, 9, 20])
    for (const bends of [1, 15, 77, 150])
      for (const drastic of [5, 60, 120, 199]) {
        const rates = climb({ bends, drastic }, { ...ramp, steps });
        expect(rates.length).toBeLessThanOrEqual(steps);
        expect(Math.max(...rates)).toBeLessThanOrEqual(200);
      }
});

test('refining ends where two rates are within 5 %', () => {
  const rates = climb({ bends: 100 }, { ...ramp, steps: 40 }).toSorted((a, b) => a - b);
  const above = rates.findIndex((rate) => rate >= 100);
  expect(rates[above]! / rates[above - 1]!).toBeLessThan(1.05);
  expect(rates.length).toBeLessThan(40);
});

test('a step has its rate in its measured part, and one request at least', () => {
  const request = { scenario: ramp, load, index: 3, workload: workloadOf([6, 3, 1]), random: seeded(1) };
  const block = rampStep({ ...request, ratePerSecond: 30 });
  expect(block).toMatchObject({ scenario: 'ramp', index: 3, leadInMs: 1_000, durationMs: 4_000 });
  expect(scheduleOf(block).dueAtMs.filter((atMs) => atMs >= 1_000)).toHaveLength(120);
  const slow = loadOf({ expectedRatePerSecond: 0.001 });
  expect(nextRampRate(ramp, slow, [])).toBe(0.25);
});
