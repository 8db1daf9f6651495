import { markdownTable } from 'markdown-table';
import { percentWithError } from '../table.ts';
import type { RealCell } from './cells.ts';
import { realCells } from './cells.ts';
import type { GateLine } from './gate-line.ts';

const headers = [
  '',
  'gates',
  '% regressed',
  '% passed',
  '% inconclusive',
  'failed by another metric',
  'invalid',
  'mean minutes',
  'median change measured',
];

/**
 * One row a cell. `regressed`: failed, and named what was changed (A/A: failed); a pass of a changed candidate is a wrong
 * one. Shares are of all gates, with their Monte Carlo standard error; the two counts are the rest of them.
 */
export function realTable(lines: readonly GateLine[]): string {
  const rows = realCells.flatMap((cell) => {
    const mine = lines.filter((line) => line.cell === cell.name);
    return mine.length === 0 ? [] : [rowOf(cell, mine)];
  });
  return markdownTable([headers, ...rows], { align: ['l', ...headers.slice(1).map(() => 'r')] });
}

function rowOf(cell: RealCell, lines: readonly GateLine[]): string[] {
  const count = (holds: (line: GateLine) => boolean) => lines.filter(holds).length;
  const share = (events: number) => percentWithError(events, lines.length);
  const failed = count(({ verdict }) => verdict === 'fail');
  const found = count((line) => line.verdict === 'fail' && namesChange(cell, line));
  const seconds = lines.reduce((sum, line) => sum + line.seconds, 0) / lines.length;
  return [
    cell.name,
    String(lines.length),
    share(found),
    share(count(({ verdict }) => verdict === 'pass')),
    share(count(({ verdict }) => verdict === 'inconclusive')),
    String(failed - found),
    String(count(({ verdict }) => verdict === 'invalid' || verdict === 'error')),
    (seconds / 60).toFixed(1),
    changeMeasured(cell, lines),
  ];
}

const namesChange = ({ injected }: RealCell, { regressed }: GateLine): boolean =>
  injected.length === 0 || regressed.some((metric) => injected.includes(metric));

/** Of the estimates of what was changed, over all gates and metrics. */
function changeMeasured({ injected }: RealCell, lines: readonly GateLine[]): string {
  const estimates = lines
    .flatMap(({ effects }) => injected.flatMap((metric) => effects[metric]?.[0] ?? []))
    .sort((a, b) => a - b);
  const median = estimates[Math.floor(estimates.length / 2)];
  if (median === undefined) return '';
  const unit = injected[0]?.startsWith('error-rate') ? 'points' : '%';
  return `${median > 0 ? '+' : ''}${(median * 100).toFixed(1)} ${unit}`;
}
