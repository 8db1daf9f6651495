import type { GeneratorBounds } from '../model/plan.ts';
import { noAnswer } from '../model/edge-cases.ts';
import type { EdgeCaseRound, GoodRequests } from '../model/edge-cases.ts';
import { outcomes } from '../model/sample.ts';
import type { BlockSamples, Samples } from '../model/sample.ts';
import type { BlockPlan } from '../model/schedule.ts';
import { measuredRows } from './measured-rows.ts';
import { judgeGenerator } from './validity.ts';

/** What became of an edge case, and of the good requests from each time that it was sent to the next. */
export interface Exposure extends Pick<EdgeCaseRound, 'during' | 'valid'> {
  /** How often each answer came. */
  answers: Record<string, number>;
}

/** The measured requests of a block that holds good ones alone. */
export function recordGood(block: BlockPlan, { samples }: BlockSamples): GoodRequests {
  return summarise(samples, [...measuredRows(block, samples)]);
}

/** @param edgeItem the edge case's position among the items of the workload */
export function recordExposure(
  block: BlockPlan,
  { samples, health }: BlockSamples,
  { edgeItem, bounds }: { edgeItem: number; bounds: GeneratorBounds },
): Exposure {
  const answers: Record<string, number> = {};
  const windows: number[][] = [];
  for (const row of measuredRows(block, samples)) {
    if (samples.itemIndex[row] !== edgeItem) {
      windows.at(-1)?.push(row);
      continue;
    }
    windows.push([]);
    const answer = answerOf(samples, row);
    answers[answer] = (answers[answer] ?? 0) + 1;
  }
  return {
    answers,
    during: windows.map((rows) => summarise(samples, rows)),
    valid: judgeGenerator(block, health, bounds).valid,
  };
}

/** The status; or in words, where there was none or it told less than the answer itself. */
function answerOf({ outcome, httpStatus }: Samples, row: number): string {
  const status = httpStatus[row] as number;
  switch (outcomes[outcome[row] as number]) {
    case 'connect':
    case 'reset':
      return noAnswer.lost;
    case 'timeout':
    case 'aborted':
      return noAnswer.hung;
    case 'model-error':
    case 'overload':
    case 'out-of-memory':
      return status < 400 ? noAnswer.failedInside : String(status);
    // The plan's own check is for good requests.
    default:
      return String(status);
  }
}

/**
 * The time from sent to answered and not from due: a standstill of the generator must not look like harm, and requests
 * never wait for each other here.
 */
function summarise({ outcome, sentAtMs, endAtMs }: Samples, rows: readonly number[]): GoodRequests {
  const timesMs = rows
    .filter((row) => outcomes[outcome[row] as number] === 'ok')
    .map((row) => (endAtMs[row] as number) - (sentAtMs[row] as number))
    .sort((a, b) => a - b);
  const [low, high] = [
    timesMs[Math.floor((timesMs.length - 1) / 2)],
    timesMs[Math.floor(timesMs.length / 2)],
  ];
  return {
    attempted: rows.length,
    failed: rows.length - timesMs.length,
    // To the microsecond: what is beyond it is noise, and takes room in the run file.
    medianMs: low === undefined || high === undefined ? null : Number(((low + high) / 2).toFixed(3)),
  };
}
