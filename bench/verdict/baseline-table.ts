import { markdownTable } from 'markdown-table';
import type { BaselineResult } from './baseline-cell.ts';
import { baselineChanges } from './baseline-cell.ts';
import { percentWithError } from './table.ts';

/**
 * One row a kind of machine, prior and number of earlier runs, over all models, one column a change:
 * `% fail / % wrong pass / % inconclusive`, for A/A `% fail (% passed)`, each with its Monte Carlo standard error.
 */
export function baselineTable(results: readonly BaselineResult[]): string {
  const rowOf = ({ noise, sameMachine, earlierRuns }: BaselineResult) =>
    `${noise}, ${earlierRuns} runs${sameMachine ? ', same machine' : ''}`;
  const rows = [...new Set(results.map(rowOf))];
  const cell = (row: string, change: string): string => {
    const found = results.filter((result) => rowOf(result) === row && result.change === change);
    const sum = (verdict: 'fail' | 'pass' | 'inconclusive') =>
      found.reduce((total, { verdicts }) => total + verdicts[verdict], 0);
    const cases = found.reduce((total, { cases }) => total + cases, 0);
    const share = (verdict: 'fail' | 'pass' | 'inconclusive') => percentWithError(sum(verdict), cases);
    return change === 'A/A'
      ? `${share('fail')} (${share('pass')})`
      : `${share('fail')} / ${share('pass')} / ${share('inconclusive')}`;
  };
  return markdownTable([
    ['', ...baselineChanges],
    ...rows.map((row) => [row, ...baselineChanges.map((change) => cell(row, change))]),
  ]);
}
