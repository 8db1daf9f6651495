import type { Block, Run } from '../../model/run.ts';
import type { MergedRuns } from '../../verdict/index.ts';

/** For each arm how many blocks of how many shards it has, and for each reason how many of them are not valid by it. */
export function describeMerged({ candidate, base }: MergedRuns): string[] {
  return [...(base ? [base] : []), candidate].flatMap(describeRun);
}

function describeRun({ arm, blocks, shards = [], warnings }: Run): string[] {
  const requests = blocks.reduce((sum, block) => sum + attemptedOf(block), 0);
  const reasons = new Map<string, number>();
  for (const { validity } of blocks)
    if (!validity.valid) reasons.set(validity.reason, (reasons.get(validity.reason) ?? 0) + 1);
  return [
    `${arm}: ${blocks.length} blocks with ${requests} requests, of ${shards.length} shards.`,
    ...[...reasons].map(
      ([reason, count]) => `${arm}: ${count} of ${blocks.length} blocks are not valid: ${reason}.`,
    ),
    ...warnings.map((warning) => `${arm}: ${warning}.`),
  ];
}

const attemptedOf = ({ classes }: Block): number =>
  Object.values(classes).reduce((sum, { attempted }) => sum + attempted, 0);
