import { markdownTable } from 'markdown-table';
import { percentWithError } from '../table.ts';
import type { RivalResult } from './compare-cell.ts';

export const comparedChanges = ['A/A', 'p95 +10 %', 'p95 +20 %'] as const;

/**
 * One row a method, one column a model, for one noise: `% false alarms / % found at +10 % / % found at +20 %, minutes`
 * with Monte Carlo standard errors; minutes as the mean over all cases of the three changes, each change counted alike.
 */
export function rivalsTable(results: readonly RivalResult[], noise: string): string {
  const mine = results.filter((result) => result.noise === noise);
  const models = [...new Set(mine.map(({ model }) => model))];
  const names = new Map(mine.map(({ method, name }) => [method, name]));
  const cell = (method: string, model: string): string => {
    const found = comparedChanges.flatMap(
      (change) => mine.find((r) => r.method === method && r.model === model && r.change === change) ?? [],
    );
    const shares = found.map(({ alarms, cases }) => percentWithError(alarms, cases)).join(' / ');
    const minutes = found.map(({ meanMinutes }) => meanMinutes);
    return `${shares}, ${(minutes.reduce((a, b) => a + b, 0) / minutes.length).toFixed(1)}`;
  };
  return markdownTable([
    [noise, ...models],
    ...[...names].map(([method, name]) => [name, ...models.map((model) => cell(method, model))]),
  ]);
}
