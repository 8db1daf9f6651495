import type { JsonValue, ScenarioName } from './plan.ts';

/** Chance is passed in: uniform in [0, 1). */
export type Random = () => number;

/** The inputs of one block or scenario, ready to be sent in this order. */
export interface Workload {
  classes: WorkloadClass[];
  /** Every distinct input; the schedule refers to them by index. */
  items: WorkloadItem[];
  /** When requests are due, where a recorded trace is replayed. */
  trace?: ArrivalTrace;
}

/** A trace in the time of the replay, scaled already. After `periodMs` it begins again. */
export interface ArrivalTrace {
  /** Ascending, from 0 on, all below `periodMs`. */
  atMs: number[];
  periodMs: number;
}

export interface WorkloadClass {
  name: string;
  /** Of all requests, 0 to 1; the shares sum to 1. */
  share: number;
}

export interface WorkloadItem {
  classIndex: number;
  /** The dataset row, for the protocol's template. */
  row: Record<string, JsonValue>;
}

/** An absolute open-loop schedule: request `i` is due `dueAtMs[i]` after the block's start, ascending. */
export interface Schedule {
  dueAtMs: Float64Array;
  itemIndex: Uint32Array;
}

/** Closed loop: so many users, each sends its next request when the last is answered. */
export interface ClosedLoop {
  concurrency: number;
  /** In the order in which they are taken, over all users. */
  itemIndex: Uint32Array;
  /** The most time that new requests are started. */
  maximumMs: number;
  /** How long the user who sent request `i` thinks after its answer; as many as there are requests. Absent: not at all. */
  thinkMs?: Float64Array;
}

/** More than this in one block, lead-in included, is refused before any load: about 100 bytes of memory a request are needed. */
export const mostRequestsPerBlock = 2_000_000;

/** One piece of load against one arm. */
export interface BlockPlan {
  scenario: ScenarioName;
  /** Counts the blocks of one scenario in one arm from 0; in `mixed` it is the pair. */
  index: number;
  /** Requests due before this are sent and not measured: the warm-up flows into the measured part without draining. */
  leadInMs: number;
  /** The measured part, from `leadInMs` on. For closed loops the bound of the block. */
  durationMs: number;
  /** Asked rate in requests a second; undefined for closed loops. */
  ratePerSecond?: number;
  arrivals: { kind: 'open'; schedule: Schedule } | { kind: 'closed'; loop: ClosedLoop };
  /** Where it is sent in one piece and recorded in several: the blocks that it is recorded as. */
  parts?: BlockPart[];
}

/** A stretch of a block's measured part. No request is due at the very border of two parts. */
export interface BlockPart {
  index: number;
  /** From the start of the block. */
  startMs: number;
  durationMs: number;
  ratePerSecond: number;
}
