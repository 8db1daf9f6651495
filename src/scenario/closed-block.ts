import type { ScenarioName, ThinkTimePlan } from '../model/scenario.ts';
import type { BlockPlan, Random, Workload } from '../model/schedule.ts';
import { drawOfClass, splitCount } from './draw-items.ts';
import { shuffle } from './shuffle.ts';
import { drawThinkTimes } from './think-times.ts';

/** No model answers a user a thousand times a second, and memory for the requests is set aside before the start. */
const mostPerUserAndMs = 1;
const mostRequests = 100_000;

/** The proportions hold within every so many requests, because nobody knows how many will be sent. */
const requestsPerRound = 100;

export interface ClosedBlockRequest {
  kind: ScenarioName;
  concurrency: number;
  durationMs: number;
  thinkTime: ThinkTimePlan;
  /** Absent: as short as it may be, so that the users' start is left out. */
  leadInMs?: number;
  /** Absent: the first and only one. */
  index?: number;
  /** Its inputs alone; of all classes in their proportions where it is absent. */
  classIndex?: number;
  variant?: string;
}

/**
 * A fixed number of users, each of whom sends, waits for the answer, thinks and sends again: a closed loop of all classes
 * in their proportions, or of one. Inputs and think times belong to the request, in the order in which requests are sent,
 * so that they are the same for a seed whatever the number of workers, and however fast the answers come.
 */
export function closedBlock(request: ClosedBlockRequest, workload: Workload, random: Random): BlockPlan {
  const { kind, concurrency, durationMs, thinkTime, index = 0, classIndex, variant } = request;
  // The users start one after the other, and the first answers meet a server that is not yet busy.
  const leadInMs = request.leadInMs ?? Math.min(1_000, durationMs / 5);
  const maximumMs = leadInMs + durationMs;
  const count = Math.min(mostRequests, Math.ceil(concurrency * maximumMs * mostPerUserAndMs));
  const itemIndex =
    classIndex === undefined
      ? drawRounds(workload, count, random)
      : Uint32Array.from(drawOfClass(workload, classIndex, count, random));
  const thinkMs = drawThinkTimes(thinkTime, count, random);
  const loop = { concurrency, itemIndex, maximumMs, ...(thinkMs && { thinkMs }) };
  return {
    scenario: kind,
    index,
    leadInMs,
    durationMs,
    arrivals: { kind: 'closed', loop },
    ...(variant !== undefined && { variant }),
  };
}

/** Inputs like `drawItems`, with the proportions kept in each round, whole quotas or not. */
function drawRounds(workload: Workload, count: number, random: Random): Uint32Array {
  const shares = workload.classes.map(({ share }) => share);
  const order: number[] = [];
  while (order.length < count) {
    const ofRound = splitCount(Math.min(requestsPerRound, count - order.length), shares, random);
    const classes = ofRound.flatMap((times, classIndex) => Array<number>(times).fill(classIndex));
    for (const classIndex of shuffle(classes, random)) order.push(classIndex);
  }
  const totals = shares.map(() => 0);
  for (const classIndex of order) totals[classIndex] = (totals[classIndex] ?? 0) + 1;
  const inputs = totals.map((total, classIndex) =>
    drawOfClass(workload, classIndex, total, random)[Symbol.iterator](),
  );
  return Uint32Array.from(order, (classIndex) => inputs[classIndex]?.next().value ?? Number.NaN);
}
