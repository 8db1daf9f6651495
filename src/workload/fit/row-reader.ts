import type { SluiceError } from '../../model/error.ts';
import type { DatasetRow } from '../../model/plan.ts';
import { findColumns, noColumn, readLoggedRequest } from './log-columns.ts';
import type { GivenColumns, LogColumns } from './log-columns.ts';

/** A log may begin with requests that failed and tell of no tokens; after so many its columns are unknown. */
const mostUnknown = 1_000;

/** Reads rows of columns, which are found by the first row that has them all. */
export class RowReader {
  columns: LogColumns | undefined;
  /** What the first row lacks, as long as no columns are found. */
  unknown: SluiceError | undefined;
  private readonly given: GivenColumns;
  private rowsWithout = 0;

  constructor(given: GivenColumns) {
    this.given = given;
  }

  /** @throws SluiceError dataset-malformed where a value is none, or no columns can be found */
  read(row: DatasetRow, location: string): { calls: LoggedCall[]; others: number } {
    this.columns ??= this.find(row, location);
    const call = this.columns && readLoggedRequest(row, this.columns, location);
    return call ? { calls: [call], others: 0 } : { calls: [], others: 1 };
  }

  private find(row: DatasetRow, location: string): LogColumns | undefined {
    const found = findColumns(row, this.given);
    if (!('missing' in found)) {
      this.unknown = undefined;
      return found;
    }
    this.unknown ??= noColumn(found.missing, row, location);
    this.rowsWithout += 1;
    if (this.rowsWithout >= mostUnknown) throw this.unknown;
    return undefined;
  }
}

type LoggedCall = NonNullable<ReturnType<typeof readLoggedRequest>>;
