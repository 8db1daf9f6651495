/** What became of a request. 200 is not success: a failed check or an early end of the stream is an error. */
export const outcomes = [
  'ok',
  'connect',
  'reset',
  'timeout',
  'overload',
  'out-of-memory',
  'model-error',
  'client-error',
  'bad-response',
  'aborted',
] as const;

export type Outcome = (typeof outcomes)[number];
export type ErrorKind = Exclude<Outcome, 'ok'>;

/**
 * The requests of one block as columns, so that they cross threads by transfer and stay compact.
 * Times are milliseconds from the block's start on one monotonic clock; NaN where the event did not happen.
 */
export interface Samples {
  count: number;
  dueAtMs: Float64Array;
  /** When the request went onto an open connection; where none could be opened, when that was first tried. */
  sentAtMs: Float64Array;
  /**
   * How long the request waited for a new connection before it was sent, 0 on a kept one. Counted apart and
   * not charged to the model: latency is end - due - connect, send lag is sent - due - connect.
   */
  connectMs?: Float64Array;
  firstByteAtMs: Float64Array;
  /** First content token of a stream; NaN for unary answers. */
  firstTokenAtMs: Float64Array;
  endAtMs: Float64Array;
  itemIndex: Uint32Array;
  classIndex: Uint16Array;
  /** Index into `outcomes`. */
  outcome: Uint8Array;
  /** 0 where no answer came. */
  httpStatus: Uint16Array;
  inputTokens: Float64Array;
  /** Of `inputTokens`, those that the server took from its prefix cache; NaN where it does not say. */
  cachedTokens?: Float64Array;
  outputTokens: Float64Array;
  /** Of `outputTokens`, those of reasoning; NaN where the answer was no stream of tokens. */
  reasoningTokens?: Float64Array;
  responseBytes: Float64Array;
}

/** A request that is sent later than this after it was due counts as late. */
export const lateAfterMs = 10;

/** How well the generator itself did during a block. */
export interface GeneratorHealth {
  /** Sent minus due, over the measured requests of an open-loop block. */
  sendLagMs: { p50: number; p99: number; max: number };
  /** Measured requests of an open-loop block that were sent more than `lateAfterMs` after they were due. */
  lateRequests?: number;
  /** Measured requests of an open-loop block that were never sent. */
  droppedRequests?: number;
  /** Sent over asked, 1 = all. */
  achievedRate: number;
  eventLoopDelayMs: { p50: number; p99: number; max: number };
  /** CPU seconds of the generator's threads a second of wall-clock. */
  cpuShare: number;
  /**
   * CPU seconds a second of wall-clock, over the most that there could be: of the busiest of worker processes that use one core
   * each (Locust's), or of processes that share all cores (k6's).
   */
  busiestWorkerShare?: number;
  /** Pauses of the generator's own garbage collection. */
  gcPauseMs?: { total: number; max: number };
  /** That the requests were sent by. */
  httpVersion?: '1.1' | '2';
  connectionsOpened?: number;
  /** Of the opened connections, those that took up a TLS session again. */
  tlsSessionsResumed?: number;
  /** Requests on a kept connection that the server closed before it answered; each is a `reset`. */
  keptConnectionsLost?: number;
  /** Requests that this machine could not send: no free local port, no file descriptor. They make a block invalid. */
  localFaults?: number;
}

/** A bounded, secret-free example of an error for the report. */
export interface ErrorExample {
  kind: ErrorKind;
  className: string;
  httpStatus: number;
  /** What the client saw, cut at 300 characters. */
  message: string;
}

/**
 * By class index: how many gaps between the chunks of streamed answers fell into each HDR bucket (`bucketOf`), of measured
 * requests that completed. Undefined where none did, or nothing was streamed.
 */
export type GapCounts = (Uint32Array | undefined)[];

/** What the engine hands back for one block. */
export interface BlockSamples {
  samples: Samples;
  health: GeneratorHealth;
  errorExamples: ErrorExample[];
  /** The gaps of streamed answers, for each part of the block; for a block without parts one entry. */
  gaps?: GapCounts[];
  /** Wall-clock of the block's start, milliseconds since the epoch. */
  startedAtEpochMs: number;
}
