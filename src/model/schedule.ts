import type { ScenarioName, ThinkTimePlan } from './scenario.ts';
import type { JsonValue } from './protocol.ts';
import type { BlockPhase } from './run.ts';

/** Chance is passed in: uniform in [0, 1). */
export type Random = () => number;

/** The inputs of one block or scenario, ready to be sent in this order. */
export interface Workload {
  classes: WorkloadClass[];
  /** Every distinct input; the schedule refers to them by index. */
  items: WorkloadItem[];
  /** When requests are due, where a recorded trace is replayed. */
  trace?: ArrivalTrace;
  /** Where inputs are turns of conversations: `mixed` sends whole sessions. Classes are then those of turns. */
  sessions?: Sessions;
}

/** Conversations, by the classes that the user declared. */
export interface Sessions {
  conversations: {
    /** Of all sessions; the shares sum to 1. */
    share: number;
    /** The items that are first turns. The further turns of one follow it, item after item. */
    firstItems: number[];
    /** How many turns the conversation has that begins there. */
    turns: number[];
  }[];
  thinkTime: ThinkTimePlan;
  /** Dotted path of the answer's text in an unstreamed answer; the protocol's own where it is not said. */
  answerPath?: string;
}

/** A trace in the time of the replay, scaled already. After `periodMs` it begins again. */
export interface ArrivalTrace {
  /** Ascending, from 0 on, all below `periodMs`. */
  atMs: number[];
  periodMs: number;
  /** Arrival i sends item i of the workload: what the trace sent then. Absent: inputs are drawn. */
  ownItems?: true;
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
  /** What is changed in the request after it was made from the row; of edge cases only. */
  change?: RequestChange;
  /**
   * Its connection carries no further request: many servers close it after a broken one without a word, and the good request
   * that came next would be lost with it. Of edge cases only; over HTTP/1.1.
   */
  lastOnConnection?: true;
}

/** How a request is made odd or broken. `marker` is a text that stands in the row where the input would. */
export type RequestChange =
  | { kind: 'body'; text: string }
  /** Its first half alone. */
  | { kind: 'cut-body' }
  | { kind: 'content-type'; value: string }
  /** The JSON text in the place of the string that holds the marker, or of every number. */
  | { kind: 'json-at-marker'; marker: string; json: string }
  | { kind: 'json-at-numbers'; json: string }
  /** The fields that hold the marker are left out. */
  | { kind: 'without-marker'; marker: string };

/** An absolute open-loop schedule: request `i` is due `dueAtMs[i]` after the block's start, ascending. */
export interface Schedule {
  dueAtMs: Float64Array;
  itemIndex: Uint32Array;
}

/**
 * Sessions that start on an absolute schedule: each sends its turns one after the other, a turn when the answer before it is
 * there and its user has thought. A turn that fails ends its session, and what was not asked then is not counted.
 */
export interface SessionSchedule {
  /** When the first turn of each session is due; ascending. */
  startAtMs: Float64Array;
  /** Of each session: its first row. Its turns are rows one after the other, up to the next session's. */
  firstRow: Uint32Array;
  /** By row. */
  itemIndex: Uint32Array;
  /** By row: how long the user thinks after its answer. */
  thinkMs: Float64Array;
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
  /** Requests are held back that would come faster, counted from the start. Absent: as fast as answers come. */
  mostRatePerSecond?: number;
}

/** More than this in one block, lead-in included, is refused before any load: about 100 bytes of memory a request are needed. */
export const mostRequestsPerBlock = 2_000_000;

/** The bodies of all distinct inputs together. They are held in memory, so more is refused before any load. */
export const mostBodyBytes = 256 * 1024 * 1024;

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
  arrivals:
    | { kind: 'open'; schedule: Schedule }
    | { kind: 'sessions'; schedule: SessionSchedule }
    | { kind: 'closed'; loop: ClosedLoop };
  /** The server's setting, or the fault of its dependency, that it is measured under. */
  variant?: string;
  /** Of a block that is recorded around an event. */
  phase?: BlockPhase;
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
  phase?: BlockPhase;
}
