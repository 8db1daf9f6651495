import type { Arm, Block } from '../model/run.ts';
import { percentOf } from './numbers.ts';
import { mostThrottled } from './runner-conditions.ts';

interface Throttling {
  arm: Arm;
  /** As a person names it: `limit of 1 CPU`. */
  limit: string;
  share: number;
}

/**
 * Containers that used up their own CPU limit in over 5 % of its periods, in one sentence. A limit is a part of the product,
 * so no block is invalid by it; but what it does to the slowest requests must not pass for the model's.
 */
export function cpuLimitWarnings(arms: readonly { arm: Arm; blocks: readonly Block[] }[]): string[] {
  const throttled = arms.flatMap(({ arm, blocks }) => throttlingOf(arm, blocks) ?? []);
  const [first, second] = throttled;
  if (!first) return [];
  if (!second)
    return [
      `the ${first.arm}'s container used up its own ${first.limit} in ${percentOf(first.share, false)} of the periods: its latency is partly the limit's`,
    ];
  const each = throttled.map(
    ({ arm, limit, share }) => `the ${arm}'s ${limit} in ${percentOf(share, false)} of the periods`,
  );
  return [
    `the containers used up their own CPU limits (${each.join(', ')}): their latency is partly the limits'`,
  ];
}

function throttlingOf(arm: Arm, blocks: readonly Block[]): Throttling | null {
  const uses = blocks.flatMap(({ cpuLimit }) => cpuLimit ?? []);
  const total = (read: (use: (typeof uses)[number]) => number) => uses.reduce((n, use) => n + read(use), 0);
  const share = total(({ throttledPeriods }) => throttledPeriods) / total(({ periods }) => periods);
  if (!(share > mostThrottled)) return null;
  const cores = uses[0]?.cores ?? null;
  const limit = cores === null ? 'CPU limit' : `limit of ${cores} ${cores === 1 ? 'CPU' : 'CPUs'}`;
  return { arm, limit, share: Math.min(1, share) };
}
