import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocateColumns } from '../../../src/load/columns.ts';
import { packShare, rowAt, shareSize } from '../../../src/load/locust/shares.ts';

const someRows = fc.integer({ min: 0, max: 500 });
const someWorkers = fc.integer({ min: 1, max: 40 });

test('the shares of all workers are every row once', () => {
  fc.assert(
    fc.property(someRows, someWorkers, (count, workers) => {
      const rows = Array.from({ length: workers }, (_, worker) =>
        Array.from({ length: shareSize(count, worker, workers) }, (_, place) =>
          rowAt(place, worker, workers),
        ),
      );
      expect(rows.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, row) => row));
      // No worker has more than one request more than another.
      const sizes = rows.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('a share holds the inputs and due times of its rows', () => {
  fc.assert(
    fc.property(someRows, someWorkers, fc.nat(), (count, workers, pick) => {
      const worker = pick % workers;
      const columns = allocateColumns(count);
      columns.itemIndex.forEach((_, row) => (columns.itemIndex[row] = 7 * row));
      columns.dueAtMs.forEach((_, row) => (columns.dueAtMs[row] = row / 3));
      const { rows, body } = packShare(columns, { kind: 'open' }, worker, workers);
      const packed = Buffer.from(body);
      expect(packed).toHaveLength(rows * 12);
      for (let place = 0; place < rows; place++) {
        expect(packed.readUInt32LE(4 * place)).toBe(7 * rowAt(place, worker, workers));
        expect(packed.readDoubleLE(4 * rows + 8 * place)).toBe(rowAt(place, worker, workers) / 3);
      }
    }),
  );
});
