import type { Clock } from '../clock.ts';
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
export abstract class Connection {
  readonly reader: ResponseReader;
  row = -1;
  dispatchedAt = Number.NaN;
  sentAt = Number.NaN;
  /** How long the request waited for a new connection; 0 on a kept one. */
  connectMs = 0;
  firstByteAt = Number.NaN;
  lastByteAt = Number.NaN;
  /** When the answer before this request was complete; NaN on a connection that has answered nothing yet. */
  answeredAt = Number.NaN;
  status = 0;
  /** Of the final answer: names and values in turn. */
  headers: readonly Buffer[] = [];
  bytes = 0;
  /** Position among the busy connections of its pool; -1 when idle. */
  busyIndex = -1;
  protected readonly clock: Clock;
  /** Null once the request was answered, has failed or was given up: nobody hears of it twice. */
  protected observer: RequestObserver | null = null;

  constructor(reader: ResponseReader, clock: Clock) {
    this.reader = reader;
    this.clock = clock;
  }

  /** Sends a request; the observer hears of it until it was answered or failed, once. */
  send(row: number, request: WireRequest, observer: RequestObserver): void {
    this.row = row;
    this.dispatchedAt = this.clock();
    this.sentAt = Number.NaN;
    this.connectMs = 0;
    this.firstByteAt = Number.NaN;
    this.lastByteAt = Number.NaN;
    this.status = 0;
    this.bytes = 0;
    this.observer = observer;
    this.dispatch(request);
  }

  get phase(): RequestPhase {
    if (Number.isNaN(this.sentAt)) return 'connecting';
    return Number.isNaN(this.firstByteAt) ? 'waiting' : 'receiving';
  }

  /** Gives the request up: the observer hears no more of it. */
  abstract discard(): void;
  protected abstract dispatch(request: WireRequest): void;

  /** The final status line and headers are there. */
  protected noteHeaders(status: number, headers: Buffer[]): void {
    this.status = status;
    this.headers = headers;
    this.reader.onHeaders(status, headers);
  }

  /** The request is about to be written. */
  protected noteSent(hadToConnect: boolean): void {
    this.sentAt = this.clock();
    if (hadToConnect) this.connectMs = this.sentAt - this.dispatchedAt;
    this.observer?.onSent(this);
  }

  protected noteAnswered(): void {
    this.lastByteAt = this.answeredAt = this.clock();
    const { observer } = this;
    this.observer = null;
    observer?.onAnswered(this, this.reader.onEnd());
  }
}
