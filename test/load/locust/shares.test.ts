import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocateColumns } from '../../../src/load/columns.ts';
import { dealOf, packShares, rowAt, shareSize } from '../../../src/load/locust/shares.ts';
import { inLocust } from './python.ts';

const someRows = fc.integer({ min: 0, max: 500 });
const someWorkers = fc.integer({ min: 1, max: 40 });
const someUsers = fc.integer({ min: 1, max: 60 });

const closed = (concurrency: number) =>
  ({ kind: 'closed', concurrency, maximumMs: 1000, staggerMs: 0 }) as const;

/** By worker, its rows. */
const dealt = (count: number, deal: ReturnType<typeof dealOf>): number[][] =>
  Array.from({ length: deal.workers }, (_, worker) =>
    Array.from({ length: shareSize(count, worker, deal) }, (_, place) => rowAt(place, worker, deal)),
  );

const everyRow = (count: number) => Array.from({ length: count }, (_, row) => row);

test('the shares of all workers are every row once', () => {
  fc.assert(
    fc.property(someRows, someWorkers, (count, workers) => {
      const rows = dealt(count, dealOf({ kind: 'open' }, workers));
      expect(rows.flat().sort((a, b) => a - b)).toEqual(everyRow(count));
      // No worker has more than one request more than another.
      const sizes = rows.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('in a closed loop only workers that have users are dealt rows, and in proportion to these', () => {
  fc.assert(
    fc.property(someRows, someWorkers, someUsers, (count, size, users) => {
      const deal = dealOf(closed(users), size);
      const rows = dealt(count, deal);
      expect(rows.flat().sort((a, b) => a - b)).toEqual(everyRow(count));
      rows.forEach(({ length }, worker) => {
        const own = Math.ceil((users - worker) / deal.workers);
        expect(own).toBeGreaterThan(0);
        // To the row, or one for each of its users where the rows do not come out even.
        expect(Math.abs(length - (count * own) / users)).toBeLessThan(own);
      });
    }),
  );
});

test('one user of three workers gets all 30 requests, and four users get a quarter each', () => {
  expect(dealt(30, dealOf(closed(1), 3))).toEqual([everyRow(30)]);
  expect(dealt(12, dealOf(closed(4), 3))).toEqual([
    [0, 3, 4, 7, 8, 11],
    [1, 5, 9],
    [2, 6, 10],
  ]);
});

test('a worker of Locust knows the rows of the block behind its own', () => {
  const deal = dealOf(closed(7), 3);
  const program = `
import json
order = {"concurrency": 7, "workers": 3}
rows = [[locust.row_of_block(place, range(worker, 7, 3), order) for place in range(8)] for worker in range(3)]
print(json.dumps(rows))
`;
  const rows = [0, 1, 2].map((worker) => everyRow(8).map((place) => rowAt(place, worker, deal)));
  expect(JSON.parse(inLocust(program))).toEqual(rows);
});

test('a share holds the inputs and due times of its rows', () => {
  fc.assert(
    fc.property(someRows, someWorkers, fc.nat(), (count, workers, pick) => {
      const worker = pick % workers;
      const columns = allocateColumns(count);
      columns.itemIndex.forEach((_, row) => (columns.itemIndex[row] = 7 * row));
      columns.dueAtMs.forEach((_, row) => (columns.dueAtMs[row] = row / 3));
      const deal = dealOf({ kind: 'open' }, workers);
      const { rows = 0, body = new Uint8Array() } = packShares(columns, { kind: 'open' }, deal)[worker] ?? {};
      const packed = Buffer.from(body);
      expect(packed).toHaveLength(rows * 12);
      for (let place = 0; place < rows; place++) {
        expect(packed.readUInt32LE(4 * place)).toBe(7 * rowAt(place, worker, deal));
        expect(packed.readDoubleLE(4 * rows + 8 * place)).toBe(rowAt(place, worker, deal) / 3);
      }
    }),
  );
});
