import type { BlockPlan, Random, Workload } from '../model/schedule.ts';
import { closedBlock } from './closed-block.ts';
import type { ClosedBlockRequest } from './closed-block.ts';

/** One number of users, measured; no thinking, so that so many requests are always in the server. */
export interface ConcurrencyStepRequest extends Omit<
  ClosedBlockRequest,
  'durationMs' | 'thinkTime' | 'leadInMs'
> {
  /** What a step lasts where answers are quick. */
  stepMs: number;
  /** What fewer users saw, of the step before; absent where there is none. */
  before?: { concurrency: number; p95Ms: number | null };
}

/** Answers of each user that a step has time for, after a first one that is left out. */
const answersPerUser = 3;
/** A step is at most so many times as long as it was asked to be. */
const mostTimesLonger = 4;

/**
 * A step of a closed loop. A server that is busy already answers twice as many users in about twice the time, so that a
 * step lasts long enough for three such answers, and every user's first one, to a server that is not yet busy, is left out.
 * Where nothing is known everything counts: one answer may take longer than the step.
 */
export function concurrencyBlock(
  request: ConcurrencyStepRequest,
  workload: Workload,
  random: Random,
): BlockPlan {
  const { stepMs, before, ...rest } = request;
  const times = before?.p95Ms
    ? timesFor((before.p95Ms * request.concurrency) / before.concurrency, stepMs)
    : { leadInMs: 0, durationMs: stepMs };
  return closedBlock({ ...rest, ...times, thinkTime: { kind: 'none' } }, workload, random);
}

function timesFor(answerMs: number, stepMs: number): Pick<BlockPlan, 'leadInMs' | 'durationMs'> {
  const mostMs = mostTimesLonger * stepMs;
  return {
    leadInMs: Math.min(Math.max(answerMs, Math.min(1_000, stepMs / 5)), mostMs / answersPerUser),
    durationMs: Math.min(Math.max(stepMs, answersPerUser * answerMs), mostMs),
  };
}

export interface TriedConcurrency {
  concurrency: number;
  /** The server had no room for so many. */
  exhausted: boolean;
}

/** Steps between the last good concurrency and the first exhausted one: it is known to a quarter then. */
const mostBisections = 2;

/**
 * The next number of users: 1, 2, 4 and so on up to the most, until the server is exhausted; then twice in the middle between
 * what it took and what it did not. Undefined where no more is to be learnt.
 * @param tried in the order of time
 */
export function nextConcurrency(
  tried: readonly TriedConcurrency[],
  mostConcurrency: number,
): number | undefined {
  const last = tried.at(-1)?.concurrency ?? 0;
  const firstExhausted = tried.findIndex(({ exhausted }) => exhausted);
  if (firstExhausted === -1) {
    return last >= mostConcurrency ? undefined : Math.min(Math.max(1, 2 * last), mostConcurrency);
  }
  if (tried.length - firstExhausted > mostBisections) return undefined;
  const exhausted = tried.filter((step) => step.exhausted).map(({ concurrency }) => concurrency);
  const tooMany = Math.min(...exhausted);
  const good = Math.max(0, ...tried.map(({ concurrency }) => concurrency).filter((users) => users < tooMany));
  const middle = Math.floor((good + tooMany) / 2);
  return middle > good ? middle : undefined;
}
