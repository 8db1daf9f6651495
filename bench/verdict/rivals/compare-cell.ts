import type { Cell } from '../cells.ts';
import { judgeCase } from '../run-cell.ts';
import { pairMinutes } from '../settings.ts';
import { methods } from './methods.ts';
import { rivalCase } from './rival-case.ts';

/** How often one method raised an alarm in one cell. */
export interface RivalResult {
  method: string;
  name: string;
  model: string;
  noise: string;
  change: string;
  cases: number;
  alarms: number;
  /** Cases without a verdict when the budget was over: Sluice's gate alone can say so. */
  inconclusive: number;
  meanMinutes: number;
}

/** Lets every method judge the same simulated pull requests. `pool`: p95 of earlier runs, see `historyPoolOf`. */
export function compareCell(cell: Cell, pool: readonly number[], cases: number, seed: number): RivalResult[] {
  const { model, noise, change } = cell;
  const place = { model, noise, change, cases };
  let [fails, inconclusive, pairsUsed] = [0, 0, 0];
  const alarms = methods.map(() => 0);
  for (let i = 0; i < cases; i++) {
    const data = rivalCase(cell, pool, seed, i);
    const verdict = judgeCase(cell, data.pairs, data.caseSeed);
    if (verdict.verdict === 'fail') fails++;
    if (verdict.verdict === 'inconclusive') inconclusive++;
    pairsUsed += verdict.pairsUsed;
    methods.forEach((method, k) => method.alarm(data, cell) && alarms[k]!++);
  }
  const meanMinutes = (pairsUsed / cases) * pairMinutes(model);
  return [
    { method: 'sluice', name: 'Sluice', ...place, alarms: fails, inconclusive, meanMinutes },
    ...methods.map(({ id, name, minutes }, k) => ({
      ...{ method: id, name, ...place, inconclusive: 0 },
      alarms: alarms[k]!,
      meanMinutes: minutes(model),
    })),
  ];
}
