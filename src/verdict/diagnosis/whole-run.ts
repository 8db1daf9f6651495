import type { Characteristics } from '../../model/characteristics.ts';
import { allClasses } from '../../model/metric.ts';
import type { Run } from '../../model/run.ts';
import { quantileOf } from '../../stats/distribution.ts';
import { BlockView } from '../block-view.ts';
import { medianOf } from '../median.ts';
import { hitRateOf } from '../prefix-cache.ts';
import type { WholeRun } from './input.ts';

/** With one start, a slow first block may be a burst of the machine. */
const fewestStarts = 2;
const fewestOthers = 4;
/** Each of the first blocks, over the median of the others: all of them, or it is no rule. */
const eachSlower = 1.1;
/** Blocks in a third of the mixed load. */
const fewestInThird = 2;

/** What no single load of a run tells. */
export function wholeRun(run: Run, { coldStart, steady = [] }: Characteristics): WholeRun {
  const slowAfterStarts = firstBlocks(run);
  const hitRates = hitRatesOverTime(run);
  return {
    leaks: steady.flatMap(({ trends }) =>
      trends.filter(({ of, rising }) => rising && (of === 'target.memory' || of === 'gpu.memory')),
    ),
    ...(coldStart && { coldStart }),
    ...(slowAfterStarts && { slowAfterStarts }),
    ...(hitRates && { hitRates }),
  };
}

const mixedViews = ({ blocks }: Run): BlockView[] =>
  blocks
    .filter(({ scenario, validity }) => scenario === 'mixed' && validity.valid)
    .sort((a, b) => a.order - b.order)
    .map((block) => new BlockView(block));

function firstBlocks(run: Run): WholeRun['slowAfterStarts'] {
  const seen = new Set<number>();
  const [first, others]: [number[], number[]] = [[], []];
  for (const view of mixedViews(run)) {
    const p50 = quantileOf(view.timing(allClasses, 'latency'), 0.5);
    const { start } = view.block;
    if (p50 !== null) (seen.has(start) ? others : first).push(p50);
    seen.add(start);
  }
  const usual = medianOf(others);
  const typical = medianOf(first);
  if (first.length < fewestStarts || others.length < fewestOthers || !usual || typical === null)
    return undefined;
  if (first.some((p50) => p50 < eachSlower * usual)) return undefined;
  return { times: typical / usual, starts: first.length };
}

function hitRatesOverTime(run: Run): WholeRun['hitRates'] {
  const views = mixedViews(run);
  const third = Math.floor(views.length / 3);
  if (third < fewestInThird) return undefined;
  const [first, last] = [hitRateOf(views.slice(0, third)), hitRateOf(views.slice(-third))];
  return first === null || last === null ? undefined : { first, last };
}
