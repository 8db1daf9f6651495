import { CsvRecords, CsvRow } from './csv-record.ts';
import { malformed } from './fault.ts';
import type { ImportedRequest, LineReader } from './format.ts';

/** Reads a CSV file whose header is always the same: every line after it has all of the columns, and is one request. */
export function readFixedTable(
  columns: readonly string[],
  name: string,
  requestOf: (row: CsvRow) => ImportedRequest,
): Pick<LineReader, 'read'> {
  const records = new CsvRecords(name);
  const row = new CsvRow(columns, name);
  return {
    read(text, line) {
      const cells = records.read(text, line);
      if (!cells || line === 1) return undefined;
      if (cells.length !== columns.length) {
        const fact = `the line has ${cells.length} fields, not ${columns.length}; was the file cut?`;
        throw malformed(name, fact, { line });
      }
      Object.assign(row, { cells, line });
      return requestOf(row);
    },
  };
}
