import type { Run } from '../model/run.ts';
import { BlockView } from './block-view.ts';

/** One block of each arm under the same schedule, one right after the other. */
export interface Pair {
  index: number;
  base: BlockView;
  candidate: BlockView;
  /** Why it is left out; null when both blocks are valid. */
  invalid: string | null;
  /** Of an invalid pair, when it was nothing that was asked of the generator. */
  cause?: 'runner' | 'warm-up';
}

/** The `mixed` blocks of both runs, paired by index, in the order in which they were measured. */
export function pairBlocks(base: Run, candidate: Run): Pair[] {
  const candidates = new Map(mixedViews(candidate).map((view) => [view.block.index, view]));
  return mixedViews(base)
    .flatMap((view) => {
      const partner = candidates.get(view.block.index);
      return partner
        ? [{ index: view.block.index, base: view, candidate: partner, ...invalidity(view, partner) }]
        : [];
    })
    .sort((a, b) => a.index - b.index);
}

export const validPairs = (pairs: readonly Pair[]): Pair[] => pairs.filter((pair) => pair.invalid === null);

/** Container starts that stand behind the pairs: of the arm that has fewer. */
export function startsOf(pairs: readonly Pair[]): number {
  const distinct = (arm: 'base' | 'candidate') => new Set(pairs.map((pair) => pair[arm].block.start)).size;
  return Math.min(distinct('base'), distinct('candidate'));
}

function mixedViews(run: Run): BlockView[] {
  const classNames = run.classes.map(({ name }) => name);
  return run.blocks
    .filter(({ scenario }) => scenario === 'mixed')
    .map((block) => new BlockView(block, classNames));
}

/** A fault of the generator is told before one of the machine. */
function invalidity(...views: BlockView[]): Pick<Pair, 'invalid' | 'cause'> {
  const faults = views.flatMap(({ block }) => (block.validity.valid ? [] : block.validity));
  const fault = faults.find(({ cause }) => !cause) ?? faults[0];
  if (!fault) return { invalid: null };
  return { invalid: fault.reason, ...(fault.cause ? { cause: fault.cause } : {}) };
}
