import { Client, type Dispatcher } from 'undici';
import type { Clock } from '../clock.ts';
import type { ResponseReader } from '../protocols/protocol.ts';
import type { Connection, RequestObserver } from './connection.ts';
import { createConnector, type ConnectAttempt, type SharedByConnections } from './connector.ts';
import { classifyTransportFault, type RequestPhase } from './transport-fault.ts';
import type { WireRequest } from './wire-requests.ts';

/**
 * How long before the end that a server announces for an idle connection (`Keep-Alive: timeout=1`) it is closed here. The
 * client's own margin is 2 s, with which a server that keeps connections for so long would get a new one each time.
 */
const closeBeforeServerMs = 500;

/**
 * One TCP connection and the request on it: an undici client of pipelining 1 with a handler of its own, so that as
 * many requests can be in flight as the schedule asks for and each chunk is timed when it is read. Times are on the
 * shared clock; NaN until they happen.
 */
export class Http1Connection implements Connection, Dispatcher.DispatchHandlers {
  readonly reader: ResponseReader;
  row = -1;
  dispatchedAt = Number.NaN;
  sentAt = Number.NaN;
  connectMs = 0;
  firstByteAt = Number.NaN;
  lastByteAt = Number.NaN;
  status = 0;
  bytes = 0;
  /** How often this connection was opened: servers may close it between two requests. */
  opened = 0;
  busyIndex = -1;

  readonly #client: Client;
  readonly #clock: Clock;
  readonly #attempt: ConnectAttempt = { opening: null };
  #observer: RequestObserver | null = null;
  #openedBefore = 0;
  #hasHeaders = false;

  constructor(shared: SharedByConnections, reader: ResponseReader, clock: Clock) {
    this.reader = reader;
    this.#clock = clock;
    const connector = createConnector(shared, this.#attempt, () => !this.#hasHeaders);
    this.#client = new Client(shared.endpoint.origin, {
      pipelining: 1,
      // The client's own time-outs run on a timer of about one second; ours are kept by the deadlines.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeoutThreshold: closeBeforeServerMs,
      connect: (options, callback) => {
        this.opened++;
        connector(options, callback);
      },
    });
  }

  send(row: number, request: WireRequest, observer: RequestObserver): void {
    this.row = row;
    this.dispatchedAt = this.#clock();
    this.sentAt = Number.NaN;
    this.connectMs = 0;
    this.firstByteAt = Number.NaN;
    this.lastByteAt = Number.NaN;
    this.status = 0;
    this.bytes = 0;
    this.#hasHeaders = false;
    this.#openedBefore = this.opened;
    this.#observer = observer;
    this.#client.dispatch(request, this);
  }

  get phase(): RequestPhase {
    if (Number.isNaN(this.sentAt)) return 'connecting';
    return Number.isNaN(this.firstByteAt) ? 'waiting' : 'receiving';
  }

  /** The connection is closed with it. */
  discard(): void {
    this.#observer = null;
    this.#attempt.opening?.cancel();
    this.#client.destroy().catch(() => undefined);
  }

  /** The client calls it in the moment before it writes the request to the socket. */
  onConnect(): void {
    this.sentAt = this.#clock();
    if (this.opened !== this.#openedBefore) this.connectMs = this.sentAt - this.dispatchedAt;
    this.#observer?.onSent(this);
  }

  onResponseStarted(): void {
    this.firstByteAt = this.lastByteAt = this.#clock();
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    if (status < 200) {
      // An interim answer (103 Early Hints): the final one is still to come.
      this.firstByteAt = Number.NaN;
      return true;
    }
    this.#hasHeaders = true;
    this.status = status;
    this.reader.onHeaders(status, headers);
    return true;
  }

  onData(chunk: Buffer): boolean {
    const now = this.#clock();
    this.lastByteAt = now;
    this.bytes += chunk.length;
    this.reader.onChunk(chunk, now);
    return true;
  }

  onComplete(): void {
    this.lastByteAt = this.#clock();
    const observer = this.#observer;
    this.#observer = null;
    observer?.onAnswered(this, this.reader.onEnd());
  }

  onError(error: Error): void {
    const observer = this.#observer;
    if (!observer) return;
    this.#observer = null;
    observer.onFailed(this, classifyTransportFault(error, this.phase));
  }
}
