import { budgetTooShort, fewestUnits } from './budget.ts';

/** More than 24 blocks of one start say little more about a run: between runs the spread is larger than within. */
export const mostBaselineBlocks = 24;

export interface BaselineBlocksRequest {
  /** What is left of the budget. */
  remainingMs: number;
  /** The part of it that these blocks may take as long as 6 of them fit; all of it by default. */
  shareMs?: number;
  /** What the user bounds pairs by, whatever the budget. */
  mostBlocks?: number;
  blockMs: number;
  leadInMs: number;
  /** How long a block goes on after its end, for the further turns of its last sessions; 0 without sessions. */
  tailMs?: number;
}

/**
 * How many blocks of one arm the budget holds, for the comparison with committed runs: 24, or as many as fit or are wanted.
 * @throws SluiceError budget-too-short below 6
 */
export function planBaselineBlocks(request: BaselineBlocksRequest): number {
  const { remainingMs, shareMs = remainingMs, mostBlocks = mostBaselineBlocks, tailMs = 0 } = request;
  const { blockMs, leadInMs } = request;
  const eachMs = blockMs + leadInMs + tailMs;
  const fewestMs = fewestUnits * eachMs;
  if (remainingMs < fewestMs) throw budgetTooShort(remainingMs, fewestMs, 'blocks');
  return Math.min(mostBaselineBlocks, mostBlocks, Math.floor(Math.max(shareMs, fewestMs) / eachMs));
}
