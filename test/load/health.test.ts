import { expect, test } from 'vitest';
import { allocateColumns } from '../../src/load/columns.ts';
import { measureSending } from '../../src/load/health.ts';
import { lateAfterMs } from '../../src/model/sample.ts';
import { closedBlock, openBlock } from './support.ts';

/** A block of 10 requests of lead-in and 10 measured ones, 10 ms apart, sent so long after each was due. */
function sentWith(lagMs: (row: number) => number) {
  const block = openBlock(100, 100, 100);
  const columns = allocateColumns(20);
  for (let row = 0; row < 20; row++) {
    columns.dueAtMs[row] = row * 10;
    columns.sentAtMs[row] = row * 10 + lagMs(row);
  }
  return measureSending(block, columns);
}

test.each<[string, (row: number) => number, object]>([
  ['on time', () => 0.1, { lateRequests: 0, droppedRequests: 0, achievedRate: 1 }],
  ['late in the lead-in', (row) => (row < 10 ? 50 : 0.1), { lateRequests: 0, droppedRequests: 0 }],
  ['at the bound of late', () => lateAfterMs, { lateRequests: 0 }],
  ['three late', (row) => (row >= 17 ? 10.5 : 1), { lateRequests: 3, droppedRequests: 0, achievedRate: 1 }],
  ['all late', () => 11, { lateRequests: 10 }],
  [
    'two never sent',
    (row) => (row >= 18 ? Number.NaN : 20),
    { lateRequests: 8, droppedRequests: 2, achievedRate: 0.8 },
  ],
  ['none sent', () => Number.NaN, { lateRequests: 0, droppedRequests: 10, achievedRate: 0 }],
])('requests that were sent %s are told as such', (_, lagMs, expected) => {
  expect(sentWith(lagMs)).toMatchObject(expected);
});

test('the wait for a connection does not make a request late', () => {
  const block = openBlock(10, 100);
  const columns = allocateColumns(1);
  columns.dueAtMs[0] = 0;
  columns.sentAtMs[0] = 40;
  columns.connectMs[0] = 39;
  const health = measureSending(block, columns);
  expect(health.lateRequests).toBe(0);
  expect(health.sendLagMs.max).toBeCloseTo(1, 9);
});

test('a closed loop has no schedule to be late for', () => {
  const columns = allocateColumns(1);
  expect(measureSending(closedBlock(1, 1, 100), columns)).toEqual({
    sendLagMs: { p50: 0, p99: 0, max: 0 },
    lateRequests: 0,
    droppedRequests: 0,
    achievedRate: 1,
  });
});
