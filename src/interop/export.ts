import { SluiceError } from '../model/error.ts';
import type { Run } from '../model/run.ts';
import { exportBlocks, exportRequests } from './export-csv.ts';
import { exportK6 } from './export-k6.ts';
import type { Statistics } from './export-statistics.ts';
import { exportVllm } from './export-vllm.ts';

export const exportNames = ['csv', 'blocks-csv', 'vllm', 'k6', 'jtl'] as const;
export type ExportName = (typeof exportNames)[number];

/**
 * A run as the text of another format. What the run does not hold is never made up.
 * @throws SluiceError `export-refused` with the reason
 */
export function exportRun(format: ExportName, run: Run, statistics: Statistics): string {
  switch (format) {
    case 'csv':
      return exportRequests(run);
    case 'blocks-csv':
      return exportBlocks(run, statistics);
    case 'vllm':
      return exportVllm(run, statistics);
    case 'k6':
      return exportK6(run, statistics);
    case 'jtl':
      throw new SluiceError('export-refused', {
        fact: 'A JTL holds the time of each request, and a run keeps none: only which class it was of and how long it took.',
        remedy: 'Use --format csv, which has a row for each request without its time.',
      });
  }
}
