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
  outputTokens: Float64Array;
  responseBytes: Float64Array;
}

/** How well the generator itself did during a block. */
export interface GeneratorHealth {
  /** Sent minus due, over the measured requests of an open-loop block. */
  sendLagMs: { p50: number; p99: number; max: number };
  /** Sent over asked, 1 = all. */
  achievedRate: number;
  eventLoopDelayMs: { p50: number; p99: number; max: number };
  /** CPU seconds of the generator's threads a second of wall-clock. */
  cpuShare: number;
  /** Pauses of the generator's own garbage collection. */
  gcPauseMs?: { total: number; max: number };
  connectionsOpened?: number;
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

/** What the engine hands back for one block. */
export interface BlockSamples {
  samples: Samples;
  health: GeneratorHealth;
  errorExamples: ErrorExample[];
  /** Wall-clock of the block's start, milliseconds since the epoch. */
  startedAtEpochMs: number;
}
