import { expect, test } from 'vitest';
import { edgeBlock, edgeDurationMs, goodBlock, planEdgeLoad } from '../../src/scenario/index.ts';
import { countsOf, loadOf, scheduleOf, seeded, workloadOf } from './chance.ts';

const workload = workloadOf([3, 1]);

test.each([
  [
    'a fast server gets a light load and three repeats',
    100,
    0.1,
    60_000,
    { ratePerSecond: 50, goodBetween: 9, repeats: 3, goodAlone: 20 },
  ],
  [
    'a slow one its own rate, and as many repeats as fit',
    6,
    0.2,
    25_000,
    { ratePerSecond: 6, goodBetween: 4, repeats: 2, goodAlone: 20 },
  ],
  [
    'at least one repeat is sent whatever it takes',
    1,
    0.5,
    10,
    { ratePerSecond: 1, goodBetween: 1, repeats: 1, goodAlone: 8 },
  ],
])('%s', (_, mixedRatePerSecond, share, availableMs, planned) => {
  const load = planEdgeLoad(11, share, loadOf({ mixedRatePerSecond }), availableMs);
  expect(load).toEqual(planned);
  expect(edgeDurationMs(11, load)).toBeLessThanOrEqual(
    Math.max(availableMs, edgeDurationMs(11, { ...load, repeats: 1 })),
  );
});

test('an edge case opens each window, with the good requests at even distances after it', () => {
  const load = { ratePerSecond: 10, goodBetween: 4, repeats: 2, goodAlone: 8 };
  const block = edgeBlock(5, 99, load, workload, seeded(1));
  const { dueAtMs, itemIndex } = scheduleOf(block);
  expect([...dueAtMs]).toEqual([0, 50, 150, 250, 350, 400, 450, 550, 650, 750]);
  expect([...itemIndex].flatMap((item, row) => (item === 99 ? [row] : []))).toEqual([0, 5]);
  expect(
    countsOf(
      workload,
      itemIndex.filter((item) => item !== 99),
    ),
  ).toEqual([6, 2]);
  expect(block).toMatchObject({ scenario: 'edge-cases', index: 5, leadInMs: 0, durationMs: 800 });
});

test('good requests alone come at the same rate after a lead-in', () => {
  const load = { ratePerSecond: 10, goodBetween: 4, repeats: 2, goodAlone: 8 };
  const block = goodBlock(0, load, workload, seeded(1));
  const { dueAtMs } = scheduleOf(block);
  expect(dueAtMs).toHaveLength(12);
  expect(dueAtMs.filter((due) => due >= block.leadInMs)).toHaveLength(8);
  expect(block).toMatchObject({ leadInMs: 400, durationMs: 800 });
});
