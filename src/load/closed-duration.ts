import { outcomes, type Samples } from '../model/sample.ts';
import type { BlockPlan, ClosedLoop } from '../model/schedule.ts';
import { measuredRows } from './measured-rows.ts';

/** After a failure a user waits a little, so that a dead server is not asked thousands of times a second. */
export const pauseAfterFailureMs = 20;

/** From an answer to the next request of the same user. */
export const pauseAfter = (succeeded: boolean, thinkMs: number): number =>
  succeeded ? thinkMs : Math.max(thinkMs, pauseAfterFailureMs);

/**
 * How long a closed loop took for its measured requests: the time that its users spent on them, thinking included, by the
 * number of users. Measured requests over this time are the throughput by the interactive response time law (Denning and
 * Buzen, ACM Computing Surveys 10(3), 1978). The time up to the last answer would be too long, by about one answer in each
 * block: at its start requests of the lead-in are still running, and at its end users wait for nothing any more.
 */
export function closedDurationMs(
  block: Pick<BlockPlan, 'leadInMs' | 'durationMs'>,
  { concurrency, thinkMs }: ClosedLoop,
  samples: Samples,
): number {
  const endMs = block.leadInMs + block.durationMs;
  let spentMs = 0;
  for (const row of measuredRows(block, samples)) {
    const succeeded = outcomes[samples.outcome[row] as number] === 'ok';
    const answeredMs = samples.endAtMs[row] as number;
    // What was never answered held its user to the end of the block at least.
    spentMs += Number.isNaN(answeredMs)
      ? endMs - (samples.dueAtMs[row] as number)
      : answeredMs - (samples.dueAtMs[row] as number) + pauseAfter(succeeded, thinkMs?.[row] ?? 0);
  }
  return spentMs / concurrency;
}
