import type { SteadyTraits, Trend } from '../../model/characteristics.ts';
import { allClasses } from '../../model/metric.ts';
import type { Run } from '../../model/run.ts';
import { BlockView } from '../block-view.ts';
import { errorShareOf } from './load-trait.ts';
import { describeTrend } from './steady-words.ts';
import type { TrendCaution } from './steady-trends.ts';
import { steadyTraitsOf } from './steady.ts';

/** Of the time of a steady load, when it is asked whether it may end. Nothing but a fault ends it: that all is well needs all the time. */
const lookShares = [1 / 8, 1 / 4, 1 / 2];
/** Earlier looks than this see little but the warm-up. */
const earliestLookMs = 300_000;
/** At each look: see `steadyTraits`. What grows to its size looks like a leak at first, so only the second half counts, and much. */
const atLook: TrendCaution = { level: 0.001, leftOutShare: 0.5, leastTimes: 4 };
const mostRestarts = 3;
const mostErrors = 0.5;
/** Requests that the share of errors is taken of, about. */
const recentRequests = 200;

/** The numbers of blocks after which trends are looked at. */
export function steadyLooks(blocks: number, durationMs: number): number[] {
  return lookShares
    .filter((share) => share * durationMs >= earliestLookMs)
    .map((share) => Math.ceil(share * blocks));
}

/**
 * Why a steady load need not go on, in words; undefined where it must. Errors and restarts end it after any block, a trend
 * at a look only.
 */
export function steadyEnding(
  run: Run,
  scenario: SteadyTraits['scenario'],
  isLook: boolean,
): string | undefined {
  const traits = steadyTraitsOf(run, scenario, atLook);
  if (!traits) return undefined;
  if (traits.restarts >= mostRestarts) return `the target ended ${traits.restarts} times`;
  const failing = recentErrorShare(run, scenario);
  if (failing > mostErrors) return `${Math.round(failing * 100)} % of the last requests failed`;
  const rising: Trend[] = isLook ? traits.trends.filter((trend) => trend.rising) : [];
  return rising.length > 0 ? `${rising.map(describeTrend).join(', ')}: established already` : undefined;
}

/** Of the last blocks that hold about 200 requests together; 0 where there are not so many yet. */
function recentErrorShare({ blocks }: Run, scenario: SteadyTraits['scenario']): number {
  const recent: BlockView[] = [];
  let requests = 0;
  for (const block of blocks.toReversed()) {
    if (block.scenario !== scenario || requests >= recentRequests) break;
    const view = new BlockView(block);
    requests += view.attempted(allClasses);
    recent.push(view);
  }
  return requests < recentRequests ? 0 : errorShareOf(recent);
}
