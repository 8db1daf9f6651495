import { markdownTable } from 'markdown-table';
import { changeNames } from './cells.ts';
import type { CellResult } from './run-cell.ts';

/**
 * One row a model and noise, one column a change: `% regressed / % wrong pass / mean minutes`, for A/A
 * `% regressed (% passed), mean minutes`, each share with its Monte Carlo standard error.
 */
export function campaignTable(results: readonly CellResult[]): string {
  const rows = [...new Set(results.map(({ model, noise }) => `${model}, ${noise}`))];
  const columns = changeNames.filter((change) => results.some((result) => result.change === change));
  const cell = (row: string, change: string): string => {
    const found = results.find((r) => `${r.model}, ${r.noise}` === row && r.change === change);
    return found ? written(found) : '';
  };
  return markdownTable([['', ...columns], ...rows.map((row) => [row, ...columns.map((c) => cell(row, c))])]);
}

function written({ change, cases, verdicts, meanMinutes }: CellResult): string {
  const fail = percentWithError(verdicts.fail, cases);
  const pass = percentWithError(verdicts.pass, cases);
  const minutes = meanMinutes.toFixed(1);
  return change === 'A/A' ? `${fail} (${pass}), ${minutes}` : `${fail} / ${pass} / ${minutes}`;
}

/** `98 ± 1`: share in percent and its standard error, at least that of half an event. */
export function percentWithError(events: number, cases: number): string {
  const share = events / cases;
  const bounded = Math.min(Math.max(share, 0.5 / cases), 1 - 0.5 / cases);
  const error = Math.sqrt((bounded * (1 - bounded)) / cases) * 100;
  const digits = error < 0.95 ? 1 : 0;
  return `${Number((share * 100).toFixed(digits))} ± ${error.toFixed(digits)}`;
}
