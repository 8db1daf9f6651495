import { SluiceError } from '../model/error.ts';
import type { PairingPlan, ReplayArrivals } from '../model/plan.ts';
import { mostRequestsPerBlock, type ArrivalTrace } from '../model/schedule.ts';
import { mostBaselineBlocks } from './baseline-blocks.ts';

/** Keeps what rounding would put on the end of a window inside it. */
const hairMs = 1e-6;

export interface TraceWindow {
  /** Milliseconds from the start of the window, ascending, all below its length. */
  dueAtMs: Float64Array;
  /** Which arrival of the trace each is. */
  arrival: Uint32Array;
}

/**
 * The arrivals of a trace from `fromMs` to before `toMs`. The trace begins again after its period, as often as needed:
 * windows that follow each other miss no arrival and hold none twice.
 */
export function replayWindow(trace: ArrivalTrace, fromMs: number, toMs: number): TraceWindow {
  const { atMs, periodMs } = trace;
  const dueAtMs: number[] = [];
  const arrival: number[] = [];
  // One round earlier than the quotient says, which may be rounded up to the next.
  const firstRound = Math.max(0, Math.floor(fromMs / periodMs) - 1);
  for (let round = firstRound; round * periodMs < toMs; round += 1) {
    const startMs = round * periodMs;
    for (let i = firstFrom(atMs, startMs, fromMs); i < atMs.length; i += 1) {
      const dueMs = startMs + (atMs[i] ?? Number.NaN);
      if (!(dueMs < toMs)) break;
      dueAtMs.push(Math.min(dueMs - fromMs, toMs - fromMs - hairMs));
      arrival.push(i);
    }
  }
  return { dueAtMs: Float64Array.from(dueAtMs), arrival: Uint32Array.from(arrival) };
}

/** Where a block's window lies in the trace: window after window, lead-in included. */
export function windowOfBlock(index: number, { leadInMs, blockMs }: PairingPlan): [number, number] {
  const lengthMs = leadInMs + blockMs;
  return [index * lengthMs, (index + 1) * lengthMs];
}

/**
 * Whether every block that the budget could hold has something to measure, and not more than fits into memory: silences
 * and bursts of the trace are found here, before any load is sent.
 * @throws SluiceError config-invalid
 */
export function checkReplay(
  trace: ArrivalTrace,
  { path }: ReplayArrivals,
  pairing: PairingPlan,
  budgetMs: number,
): void {
  // Of the whole trace first: what does not fit on average need not be laid out.
  const meanRequests = (trace.atMs.length * (pairing.leadInMs + pairing.blockMs)) / trace.periodMs;
  if (meanRequests > mostRequestsPerBlock) throw tooMany(Math.round(meanRequests), path);
  for (let index = 0; index < mostBlocks(pairing, budgetMs); index += 1) {
    const [fromMs, toMs] = windowOfBlock(index, pairing);
    const { dueAtMs } = replayWindow(trace, fromMs, toMs);
    if (dueAtMs.length > mostRequestsPerBlock) throw tooMany(dueAtMs.length, path);
    if (dueAtMs.some((dueMs) => dueMs >= pairing.leadInMs)) continue;
    const measuredFromMs = (fromMs + pairing.leadInMs) % trace.periodMs;
    throw new SluiceError('config-invalid', {
      location: path,
      fact: `Block ${index + 1} would be measured in the ${seconds(pairing.blockMs)} from ${seconds(measuredFromMs)} of the trace on (as scaled), and nothing is due there.`,
      remedy:
        'Lengthen `pairing.block`, raise `scale` of `load.arrivals.replay`, or cut the silence out of the trace. Numbers are read as seconds unless `unit` says `ms`.',
    });
  }
}

function tooMany(requests: number, path: string): SluiceError {
  return new SluiceError('config-invalid', {
    location: path,
    fact: `A block of this trace has ${requests} requests; at most ${mostRequestsPerBlock} of one block are kept in memory.`,
    remedy: 'Shorten `pairing.block`, or lower `scale` of `load.arrivals.replay`.',
  });
}

/** Pairs take two blocks each; an arm alone has at most those of the committed-baseline mode. */
function mostBlocks({ maximumPairs, leadInMs, blockMs }: PairingPlan, budgetMs: number): number {
  const inBudget = budgetMs / (leadInMs + blockMs);
  return Math.ceil(Math.max(Math.min(maximumPairs, inBudget / 2), Math.min(mostBaselineBlocks, inBudget)));
}

/** The first arrival of the round begun at `startMs` that is not before `fromMs`, by halving. */
function firstFrom(atMs: readonly number[], startMs: number, fromMs: number): number {
  let [low, high] = [0, atMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startMs + (atMs[middle] ?? Number.NaN) < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

const seconds = (ms: number): string => `${Number((ms / 1000).toPrecision(4))} s`;
