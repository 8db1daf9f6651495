import type { Run } from '../model/run.ts';
import type { JudgedComparison } from './outcome.ts';
import type { Pair } from './pairing.ts';
import { validPairs } from './pairing.ts';
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
  const causes = [...new Set(pairs.flatMap(({ invalid }) => invalid ?? []))];
  return [`${left} of ${pairs.length} pairs were left out as invalid: ${causes.join('; ')}`];
}

function oneSidedOrder(pairs: readonly Pair[]): string[] {
  const baseFirst = pairs.filter(({ base, candidate }) => base.block.order < candidate.block.order).length;
  if (pairs.length < 2 || (baseFirst > 0 && baseFirst < pairs.length)) return [];
  const arm = baseFirst > 0 ? 'base' : 'candidate';
  return [
    `the ${arm} went first in every pair, so that drift of the machine can look like a change of the model`,
  ];
}
