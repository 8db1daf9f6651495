import type { Run } from '../model/run.ts';
import { cpuLimitWarnings } from './cpu-limit.ts';
import type { JudgedComparison } from './outcome.ts';
import { percentOf } from './numbers.ts';
import type { Pair } from './pairing.ts';
import { validPairs } from './pairing.ts';
import { prefixCacheWarnings } from './prefix-cache.ts';
import { mostThrottled } from './runner-conditions.ts';
import { kindsOf } from './validity.ts';
import { nameOf } from './words.ts';

/** What makes a paired verdict less valid, in sentences: what the runs say themselves, then what the pairs show. */
export function pairedWarnings(
  base: Run,
  candidate: Run,
  pairs: readonly Pair[],
  judged: readonly JudgedComparison[],
): string[] {
  return [
    ...base.warnings.map((warning) => `base: ${warning}`),
    ...candidate.warnings.map((warning) => `candidate: ${warning}`),
    ...leftOut(pairs),
    ...sharedQuota(pairs),
    ...cpuLimitWarnings(
      (['base', 'candidate'] as const).map((arm) => ({
        arm,
        blocks: validPairs(pairs).map((pair) => pair[arm].block),
      })),
    ),
    ...prefixCacheWarnings(validPairs(pairs)),
    ...oneSidedOrder(pairs),
    ...asideWarnings(judged),
  ];
}

/** Gated metrics that did not take part in the decision, unless that lies in the mode itself. */
export function asideWarnings(judged: readonly JudgedComparison[]): string[] {
  return judged
    .filter(({ result, standing }) => result.gated && (standing === 'aside' || standing === 'closed'))
    .filter(({ code }) => code !== 'needs-pairs')
    .map(({ result }) => `${nameOf(result)} took no part in the decision: ${result.reason}`);
}

function leftOut(pairs: readonly Pair[]): string[] {
  const left = pairs.length - validPairs(pairs).length;
  if (left === 0) return [];
  const causes = kindsOf(pairs.flatMap(({ invalid }) => invalid ?? [])).map(({ example, count }) =>
    count === 1 ? example : `${example} (${count} times alike)`,
  );
  return [`${left} of ${pairs.length} pairs were left out as invalid: ${causes.join('; ')}`];
}

/** Of blocks that stay valid, since the model itself runs under the quota. */
function sharedQuota(pairs: readonly Pair[]): string[] {
  const blocks = validPairs(pairs).flatMap(({ base, candidate }) => [base.block, candidate.block]);
  const worst = Math.max(0, ...blocks.map(({ runner }) => runner?.throttledShare ?? 0));
  if (worst <= mostThrottled) return [];
  return [
    `model and generator together used up the CPU quota of this runner in up to ${percentOf(worst, false)} of its periods: the slowest requests may be the quota's`,
  ];
}

function oneSidedOrder(pairs: readonly Pair[]): string[] {
  const baseFirst = pairs.filter(({ base, candidate }) => base.block.order < candidate.block.order).length;
  if (pairs.length < 2 || (baseFirst > 0 && baseFirst < pairs.length)) return [];
  const arm = baseFirst > 0 ? 'base' : 'candidate';
  return [
    `the ${arm} went first in every pair, so that drift of the machine can look like a change of the model`,
  ];
}
