import type { ErrorCode, ErrorDetails } from '../model/error.ts';
import type { TimeoutPlan } from '../model/plan.ts';
import type { ProtocolPlan } from '../model/protocol.ts';
import type { ErrorExample, GapCounts } from '../model/sample.ts';
import type { EngineSamples } from './columns.ts';
import type { ResolvedEndpoint } from './resolved-endpoint.ts';
import type { LiveCounters } from './live-counters.ts';
import type { MeasuredPart } from './measured-rows.ts';
import type { PreparedRequests } from './prepared-requests.ts';
import type { AnswerPlan } from './protocols/protocol.ts';

/** What a worker thread is started with. */
export type WorkerStart =
  | {
      role: 'sender';
      /** The worker's own file, from which it starts its pacer. */
      file: string;
      protocol: ProtocolPlan;
      /** Absolute folder that the files of the protocol are relative to. */
      workspace: string;
      prepared: PreparedRequests;
      classNames: string[];
      /** Where inputs are turns of conversations: how answers are found, which go into the next turn. */
      answers?: AnswerPlan;
      timeouts: TimeoutPlan;
    }
  | { role: 'pacer' };

/** One block's share for one worker: the rows `worker`, `worker + workers`, … of the open loop, or users likewise. */
export interface BlockOrder {
  endpoint: ResolvedEndpoint;
  salt: string;
  columns: EngineSamples;
  live: LiveCounters;
  worker: number;
  workers: number;
  /** Gaps of streamed answers are counted for the requests that are due in these. */
  measured: MeasuredPart[];
  arrivals: { kind: 'open' } | ({ kind: 'sessions' } & SessionOrder) | ({ kind: 'closed' } & ClosedOrder);
}

/** Of all workers; each takes the sessions `worker`, `worker + workers`, … whole. */
export interface SessionOrder {
  startAtMs: Float64Array;
  firstRow: Uint32Array;
  thinkMs: Float64Array;
}

export interface ClosedOrder {
  concurrency: number;
  maximumMs: number;
  staggerMs: number;
  /** By row: how long its user thinks after the answer. Shared by the workers. */
  thinkMs?: Float64Array;
  mostRatePerSecond?: number;
}

export type ToSender =
  | { kind: 'prepare'; order: BlockOrder }
  /** `startAtMs` on the clock that all threads share. */
  | { kind: 'go'; startAtMs: number }
  | { kind: 'stop'; reason: string };

export type FromSender =
  | { kind: 'idle' }
  | { kind: 'ready' }
  | { kind: 'done'; report: SenderReport }
  /** `error`: where the fault is the user's, what to tell. */
  | {
      kind: 'failed';
      message: string;
      stack: string;
      error?: { code: ErrorCode } & Omit<ErrorDetails, 'cause'>;
    };

/** What a worker says about itself after a block. */
export interface SenderReport {
  /** Rows that this worker finished, whatever became of them. */
  handled: number;
  eventLoopDelayMs: { p50: number; p99: number; max: number };
  cpuSeconds: number;
  gcPauseMs: { total: number; max: number };
  connectionsOpened: number;
  tlsSessionsResumed: number;
  keptConnectionsLost: number;
  localFaults: number;
  errorExamples: ErrorExample[];
  /** One for each measured part. */
  gaps: GapCounts[];
}

export type ToPacer = {
  dueAtMs: Float64Array;
  first: number;
  step: number;
  startAtMs: number;
  /** Cell 0: not 0 = stop. */
  stop: Int32Array;
  /** Cell 0: how much before a due time the sender wants to be woken; it learns that as it goes. */
  aimEarlyMs: Float64Array;
  /** Cell 0: CPU seconds that the pacer has used for this block. */
  cpuSeconds: Float64Array;
};
