import type { ResponseReader, ResponseResult } from '../protocols/protocol.ts';
import type { RequestPhase, TransportFault } from './transport-fault.ts';
import type { WireRequest } from './wire-requests.ts';

/** Takes what a connection has to tell about the request that it carries. */
export interface RequestObserver {
  onSent(connection: Connection): void;
  /** The answer is complete. */
  onAnswered(connection: Connection, result: ResponseResult): void;
  onFailed(connection: Connection, fault: TransportFault): void;
}

/**
 * What carries one request at a time: a connection of HTTP/1.1, or a stream of HTTP/2. Times are on the shared clock;
 * NaN until they happen.
 */
export interface Connection {
  readonly reader: ResponseReader;
  readonly row: number;
  readonly dispatchedAt: number;
  readonly sentAt: number;
  /** How long the request waited for a new connection; 0 on a kept one. */
  readonly connectMs: number;
  readonly firstByteAt: number;
  readonly lastByteAt: number;
  readonly status: number;
  readonly bytes: number;
  readonly phase: RequestPhase;
  /** Position among the busy connections of its pool; -1 when idle. */
  busyIndex: number;
  /** Sends a request; the observer hears of it until it was answered or failed, once. */
  send(row: number, request: WireRequest, observer: RequestObserver): void;
  /** Gives the request up: the observer hears no more of it. */
  discard(): void;
}
